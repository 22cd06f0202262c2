"""Slips in origins and in the external link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from signalkit.document import Document, parse
from signalkit.errors import FieldPathError
from signalkit.testing.slips.slip import Slip, Slipped


def _replace(text: str, start: int, end: int, new: str) -> Slipped:
    line = text.count("\n", 0, start) + 1
    return Slipped(text[:start] + new + text[end:], line, line + new.count("\n"))


def _span(document: Document, path: str) -> tuple[int, int] | None:
    """Return where a value is; None without it, or if it takes several lines."""
    try:
        span = document.span_of(path)
    except FieldPathError:
        return None
    return None if "\n" in document.text[span.start : span.end] else (span.start, span.end)


def _change_values(
    paths: tuple[str, ...], change: Callable[[str], Iterable[str]]
) -> Callable[[str], Iterator[Slipped]]:
    """Make the `apply` of a slip that replaces one value by others."""

    def apply(text: str) -> Iterator[Slipped]:
        document = parse(text)
        for path in paths:
            if span := _span(document, path):
                old = text[span[0] : span[1]]
                for new in change(old):
                    if new != old:
                        yield _replace(text, *span, new)

    return apply


def _change_origin(change: Callable[[str, str], Iterable[str]]) -> Callable[[str], Iterator[Slipped]]:
    """Make the `apply` of a slip that replaces what follows the title, given it and the label in it."""

    def apply(text: str) -> Iterator[Slipped]:
        document = parse(text)
        origin, block = document.digest.origin, document.outline.title
        label = _span(document, "origin.label")
        if origin is None or block is None or label is None:
            return
        _, _, end = document.heading(block)
        start = max(text.rfind(" from (", 0, label[0]), text.rfind(" (from ", 0, label[0]), block.start)
        if "\n" in text[start:end]:
            return
        for new in change(text[start:end], origin.label):
            if new != text[start:end]:
                yield _replace(text, start, end, new)

    return apply


def _change_link(change: Callable[[str], Iterable[str]]) -> Callable[[str], Iterator[Slipped]]:
    """Make the `apply` of a slip that replaces the line of the external link."""

    def apply(text: str) -> Iterator[Slipped]:
        document = parse(text)
        url = _span(document, "link.url")
        if url is None:
            return
        start = text.rfind("\n", 0, url[0]) + 1
        end = text.find("\n", url[1])
        end = len(text) if end < 0 else end
        for new in change(text[start:end]):
            if new != text[start:end]:
                yield _replace(text, start, end, new)

    return apply


_ADDRESSES = ("origin.url", "link.url")


def _impossible_dates(origin: str, label: str) -> Iterator[str]:
    if label[:8].isdigit() and label[:8].isascii():
        for day in (f"{label[:4]}0631", "99999999", f"{label[:4]}0000"):
            yield origin.replace(label, day + label[8:])


def _other_numbers(label: str) -> Iterator[str]:
    if label.endswith(".0"):
        yield label[:-2]
    elif label.isdigit():
        yield f"{label}.0"
    if label[:8].isdigit():
        yield f"{label[:4]}-{label[4:6]}-{label[6:]}"


def _near_origins(origin: str, label: str) -> Iterator[str]:
    at = origin.rfind(f"[{label}]")
    for index, character in enumerate(origin[:at]):
        if character == " ":
            for other in ("\u00a0", "  ", "\u200b ", " \u200b"):
                yield origin[:index] + other + origin[index + 1 :]
    yield origin[:at].replace("from", "From") + origin[at:]
    yield origin[:at] + origin[at:].replace("](", "] (", 1)


def _without_end(origin: str, label: str) -> Iterator[str]:
    for end in (")", ".)", ").)"):
        if origin.endswith(end):
            yield origin.removesuffix(end)


def _near_links(line: str) -> Iterator[str]:
    yield line.replace("](", "] (", 1)
    for mark in ("__", "**"):
        if line.startswith(mark) and line.endswith(mark):
            yield line.removesuffix(mark)
            yield line.removeprefix(mark)
            yield line.removesuffix(mark) + mark[0]


def _bare_addresses(line: str) -> Iterator[str]:
    url = line.partition("](")[2].rstrip("_*").removesuffix(")")
    yield from (url, f"<{url}>", f"External link: {url}")


SLIPS: list[Slip] = [
    Slip("origin-impossible-date", _change_origin(_impossible_dates)),
    Slip("origin-label-as-number", _change_values(("origin.label",), _other_numbers)),
    Slip("origin-near-form", _change_origin(_near_origins)),
    Slip(
        "origin-text-after",
        _change_origin(lambda origin, _: [origin + after for after in (" DRAFT", " (draft)", " ✅")]),
    ),
    Slip("origin-without-end", _change_origin(_without_end)),
    Slip("address-in-angle-brackets", _change_values(_ADDRESSES, lambda url: [f"<{url}>"])),
    Slip(
        "address-with-title",
        _change_values(_ADDRESSES, lambda url: [f'{url} "Bees"', f"{url} 'Bees'", f"{url} (Bees)"]),
    ),
    Slip("address-in-quotes", _change_values(_ADDRESSES, lambda url: [f'"{url}"', f"“{url}”", f"'{url}'"])),
    Slip(
        "address-with-escape",
        _change_values(_ADDRESSES, lambda url: [url.replace("e", "e\\_", 1), url.replace(".", "\\.", 1)]),
    ),
    Slip(
        "address-with-invisible-character",
        _change_values(_ADDRESSES, lambda url: [f"{url}\u200b", url.replace("/", "/\u00ad"), f"\ufeff{url}"]),
    ),
    Slip("link-near-form", _change_link(_near_links)),
    Slip("link-text-after", _change_link(lambda line: [f"{line} (paywall)", f"{line}\nBy the editors."])),
    Slip("link-bare-address", _change_link(_bare_addresses)),
]
