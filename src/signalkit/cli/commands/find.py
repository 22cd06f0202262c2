"""``signalkit find``: values of digests that contain a text, with their places."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import click

from signalkit.cli.completion import complete_field, complete_file
from signalkit.cli.conditions import compile_pattern, select
from signalkit.cli.options import force_exclude_option, force_option
from signalkit.cli.output import Output
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.cli.sources import Sources, name_of
from signalkit.display import sanitize_json, sanitize_line
from signalkit.document import Document
from signalkit.model.selectors import every_text, select_values

_Search = Callable[[str], tuple[int, int] | None]


@attrs.frozen
class _Hit:
    """A value that was found.

    Attributes:
        path: its field path.
        value: the value.
        match: where the match begins and ends in the value, in code points.
        offset: where it begins in the text of the document.
    """

    path: str
    value: str | int
    match: tuple[int, int]
    offset: int


@click.command(cls=Verb, short_help="Find values, with file, line, column and field.")
@click.argument("arguments", nargs=-1, metavar="[TEXT] [PATH...]", shell_complete=complete_file)
@click.option("--match", metavar="REGEX", help="Find values by a regular expression, instead of TEXT.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="FIELD",
    shell_complete=complete_field,
    help="Search only this field; repeatable. Without an index, all its values.",
)
@click.option("--case-sensitive", "-s", is_flag=True, help="Distinguish upper case from lower case.")
@click.option("--files-with-matches", "-l", is_flag=True, help="Print only the names of the files.")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the output.",
)
@force_option
@force_exclude_option
@pass_session
def find(
    session: Session,
    arguments: tuple[str, ...],
    match: str | None,
    fields: tuple[str, ...],
    case_sensitive: bool,
    files_with_matches: bool,
    output_format: str,
    force: bool,
    force_exclude: bool,
) -> None:
    """Find values of digests that contain TEXT, and print their places.

    Values are searched, not lines: --field themes never finds a word of a summary. FIELD is a field
    path (title, origin.url, signals[0].change) that may leave out the index: themes means all
    themes, signals.change that cell of every signal.

    A folder means the digests in it; - is standard input. Without PATH, the current folder is
    searched. Exit status: 0 if a value was found, 1 if none was, 2 on errors.
    """
    if match is None and not arguments:
        raise click.UsageError("name a text to find, or use --match REGEX")
    if files_with_matches and output_format == "json":
        raise click.UsageError("--files-with-matches and --output-format json exclude each other")
    paths = arguments if match is not None else arguments[1:]
    search = make_search(arguments[0] if match is None else "", match, case_sensitive=case_sensitive)
    selectors = [select("--field", field) for field in fields]
    output = session.output
    sources = Sources(paths or (os.curdir,), output, force=force, force_exclude=force_exclude)
    found = False
    before = "[\n  "
    for path, document in sources.documents():
        name = name_of(path, document)
        for hit in find_hits(document, selectors, search):
            if output_format == "json":
                entry = json.dumps(_entry(name, document, hit), ensure_ascii=False, indent=2)
                _write(output, before + entry.replace("\n", "\n  "))
                before = ",\n  "
            found = True
            if files_with_matches:
                output.print(sanitize_line(name))
                break
            if output_format == "text":
                _print_line(output, _line(name, document, hit, coloured=output.is_coloured))
    if output_format == "json":
        _write(output, "\n]\n" if found else "[]\n")
    sources.report_skipped()
    sys.exit(2 if output.failed else 0 if found else 1)


def _print_line(output: Output, line: str) -> None:
    if output.is_coloured:  # each part is sanitized, so that the colours stay
        output.write(f"{line}\n".encode("utf-8", "backslashreplace"))
    else:
        output.print(line)


def _write(output: Output, text: str) -> None:
    output.write(sanitize_json(text).encode("utf-8", "backslashreplace"))


def make_search(text: str, match: str | None, *, case_sensitive: bool = False) -> _Search:
    """Return a function that finds the first match in a value.

    Raises:
        click.UsageError: If the regular expression is malformed.
    """
    if match is not None:
        return compile_pattern(match, ignore_case=not case_sensitive).find
    literal = re.compile(re.escape(text), 0 if case_sensitive else re.IGNORECASE)

    def find_literal(value: str) -> tuple[int, int] | None:
        found = literal.search(value)
        return None if found is None else found.span()

    return find_literal


def find_hits(document: Document, selectors: list[Any], search: _Search) -> Iterator[_Hit]:
    """Yield the values that match, in the order of the fields."""
    values: Iterator[tuple[str, str | int]] = (
        (pair for one in selectors for pair in select_values(document.digest, one))
        if selectors
        else iter(every_text(document.digest))
    )
    for path, value in values:
        match = search(str(value))
        if match is not None:
            yield _Hit(path, value, match, _offset(document, path, str(value), match[0]))


def _offset(document: Document, path: str, value: str, start: int) -> int:
    """Return the place of a match in the text; of its value where the text writes it in another way."""
    span = document.span_of(path)
    written = document.text[span.start : span.end]
    return span.start + (start if written[: start + 1] == value[: start + 1] else 0)


def _line(name: str, document: Document, hit: _Hit, *, coloured: bool) -> str:
    """Return the line of a value that has the match: ``path:line:column: field: value``."""
    row, column = document.position(hit.offset)
    start, end = hit.match
    value = str(hit.value)
    first = value.rfind("\n", 0, start) + 1
    last = value.find("\n", start)
    last = len(value) if last < 0 else last
    end = min(end, last)
    before, matched, after = value[first:start], value[start:end], value[end:last]
    if coloured:
        matched = click.style(sanitize_line(matched), fg="red", bold=True)
        before, after = sanitize_line(before), sanitize_line(after)
    return f"{sanitize_line(name)}:{row}:{column}: {hit.path}: {before}{matched}{after}"


def _entry(name: str, document: Document, hit: _Hit) -> dict[str, Any]:
    row, column = document.position(hit.offset)
    return {
        "filename": name,
        "id": document.id,
        "field": hit.path,
        "value": hit.value,
        "match": {"start": hit.match[0], "end": hit.match[1]},
        "location": {"row": row, "column": column},
    }
