"""Plugins that do what no plugin may, each a function of a few lines, and what the host says of it.

An exporter, an importer and a rule each by what it does wrong; the reason is found in the one line about it.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing import parent_process
from typing import Any, NoReturn

import click

from signalkit import (
    Digest,
    Document,
    Exporter,
    Finding,
    Fix,
    Importer,
    Record,
    Rule,
    Span,
    TextEdit,
    UnrepresentableError,
)
from signalkit.checking.rule import Fixability
from signalkit.errors import Ended

Write = Callable[[Any, Any, Any], Any]
Read = Callable[[Any, Any], Any]
Check = Callable[[Document], Any]


class Away(BaseException):
    """An exception of a plugin that is not an `Exception`."""


class Shy(Exception):  # noqa: N818
    """An exception that cannot be shown."""

    def __str__(self) -> str:
        raise ZeroDivisionError


def _line(document: Any) -> bytes:
    return document.digest.title.encode() + b"\n"  # type: ignore[no-any-return]


def write_titles(documents: Any, out: Any, options: Any) -> None:
    """Write as a good exporter does."""
    for document in documents:
        out.write(_line(document))


# -- exporters ---------------------------------------------------------------------------------------------


def _raising(error: BaseException) -> Write:
    def write(documents: Any, out: Any, options: Any) -> NoReturn:
        out.write(b"half")
        next(documents)
        raise error

    return write


def _generator(documents: Any, out: Any, options: Any) -> Iterator[None]:
    for document in documents:
        out.write(_line(document))
        yield


async def _coroutine(documents: Any, out: Any, options: Any) -> None:
    write_titles(documents, out, options)


def _bytes(documents: Any, out: Any, options: Any) -> bytes:
    return b"".join(map(_line, documents))


def _nothing(documents: Any, out: Any, options: Any) -> None:
    pass


def _ignored(documents: Any, out: Any, options: Any) -> None:
    out.write(b"[]\n")


def _first(documents: Any, out: Any, options: Any) -> None:
    out.write(_line(next(documents)))


def _some(documents: Any, out: Any, options: Any) -> None:
    write_titles(islice(documents, 1), out, options)


def _no_bytes(documents: Any, out: Any, options: Any) -> None:
    for _ in documents:
        out.write(b"")


def _truncating(documents: Any, out: Any, options: Any) -> None:
    write_titles(documents, out, options)
    out.flush()
    out.truncate(0)


def _text(documents: Any, out: Any, options: Any) -> None:
    for document in documents:
        out.write(document.digest.title)


def _closed_early(documents: Any, out: Any, options: Any) -> None:
    for document in documents:
        out.write(_line(document))
        out.close()


def _recursion(documents: Any, out: Any, options: Any) -> None:
    _recursion(documents, out, options)


def _stop(documents: Any, out: Any, options: Any) -> None:
    while True:
        out.write(_line(next(documents)))


def _reading_back(documents: Any, out: Any, options: Any) -> None:
    write_titles(documents, out, options)
    out.no_such_method()


EXPORTERS: dict[str, tuple[Write, str]] = {
    "generator": (_generator, "write must return None, returned generator; it contains a yield"),
    "coroutine": (_coroutine, "write must return None, returned coroutine"),
    "bytes": (_bytes, "write must return None, returned bytes"),
    "count": (lambda documents, out, options: out.write(b"x"), "write must return None, returned int"),
    "nothing": (_nothing, "it read 0 digests and left the others"),
    "ignored": (_ignored, "it read 0 digests and left the others"),
    "first": (_first, "it read 1 digest and left the others"),
    "some": (_some, "it read 1 digest and left the others"),
    "no bytes": (_no_bytes, "it wrote nothing for 3 digests"),
    "truncating": (_truncating, "it wrote nothing for 3 digests"),
    "text": (_text, "TypeError"),
    "closed early": (_closed_early, "ValueError"),
    "recursion": (_recursion, "RecursionError"),
    "stop": (_stop, "StopIteration"),
    "attribute": (_reading_back, "AttributeError"),
    "half": (_raising(KeyError("half")), "KeyError: 'half'"),
    "exit": (_raising(SystemExit(0)), "SystemExit: 0"),
    "closing": (_raising(GeneratorExit("closed")), "GeneratorExit: closed"),
    "away": (_raising(Away("away")), "Away: away"),
    "shy": (_raising(Shy()), "Shy"),
    "click": (_raising(click.UsageError("usage")), "UsageError"),
    "its own file": (_raising(PermissionError(13, "Permission denied", "/etc/x")), "PermissionError"),
    "its own pipe": (_raising(BrokenPipeError(32, "Broken pipe")), "BrokenPipeError"),
    "its own name": (_raising(FileExistsError(17, "File exists", "x")), "FileExistsError"),
    "shy value": (_raising(UnrepresentableError("title", Digest(), "no")), "title: no"),
}
"""Exporters that fail with three digests, and with what."""


def _swallowing(documents: Any, out: Any, options: Any) -> None:
    with contextlib.suppress(Exception):
        write_titles(documents, out, options)


def _swallowing_all(documents: Any, out: Any, options: Any) -> None:
    while True:
        try:
            out.write(_line(next(documents)))
        except StopIteration:
            return
        except BaseException:
            out.write(b"?\n")
            return


def _asking_again(documents: Any, out: Any, options: Any) -> None:
    failures = 0
    while failures < 3:
        try:
            out.write(_line(next(documents)))
        except StopIteration:
            return
        except Exception:
            failures += 1


def _translating(documents: Any, out: Any, options: Any) -> None:
    try:
        write_titles(documents, out, options)
    except Exception as error:
        raise RuntimeError("could not be written") from error


def _returning_late(documents: Any, out: Any, options: Any) -> bytes:
    _swallowing(documents, out, options)
    return b"done"


SWALLOWING: dict[str, Write] = {
    "swallowing": _swallowing,
    "swallowing all": _swallowing_all,
    "asking again": _asking_again,
    "translating": _translating,
    "returning late": _returning_late,
}
"""Exporters that do away with what the host raises."""


class FileCreateError(Exception):
    """How XlsxWriter reports an error of the system."""


def _each_swallowed(documents: Any, out: Any, options: Any) -> None:
    for document in documents:
        with contextlib.suppress(OSError):
            out.write(_line(document) * 10_000)


def _wrapped(documents: Any, out: Any, options: Any) -> None:
    lines = list(map(_line, documents))
    try:
        out.write(b"".join(lines) * 10_000)
        out.flush()
    except OSError as error:
        raise FileCreateError from error


def _buffered(documents: Any, out: Any, options: Any) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8")
    try:
        for document in documents:
            text.write(document.digest.title * 10_000)
        text.flush()
    except Exception:
        raise FileCreateError("text") from None
    finally:
        text.detach()


FULL: dict[str, Write] = {"swallowed": _each_swallowed, "wrapped": _wrapped, "buffered": _buffered}
"""Exporters that hide the errors of what they write to."""


def write_and_print(documents: Any, out: Any, options: Any) -> None:
    print("debug")
    sys.stdout.write("more\n")
    sys.stdout.buffer.write(b"bytes\n")
    sys.stdout.flush()
    write_titles(documents, out, options)
    print("end")


def write_and_catch_signals(documents: Any, out: Any, options: Any) -> None:
    """Go on whatever happens, as a bare ``except`` does."""
    with contextlib.suppress(BaseException):
        os.kill(os.getpid(), int(os.environ["BAD_NUMBER"]))
    write_titles(documents, out, options)


def write_binary(documents: Any, out: Any, options: Any) -> None:
    """Write what clears the screen of a terminal."""
    for document in documents:
        out.write(b"\x1b[2J" + _line(document))


# -- importers ---------------------------------------------------------------------------------------------


def _failing_read(error: BaseException) -> Read:
    def read(source: Any, options: Any) -> Iterator[Record]:
        yield Record("a", Digest(title="A"))
        raise error

    return read


def _wrong_type(source: Any, options: Any) -> Iterable[Record]:
    return [Record(7, Digest())]  # type: ignore[arg-type]


def read_and_print(source: Any, options: Any) -> Iterator[Record]:
    print("begin")
    yield Record("a", Digest(title="A"))
    print("end")


IMPORTERS: dict[str, tuple[Read, str]] = {
    "none": (lambda source, options: None, "'NoneType' object is not iterable"),
    "others": (lambda source, options: [Digest()], "expected a Record, got Digest"),
    "nothings": (lambda source, options: [None], "expected a Record, got NoneType"),
    "wrong type": (_wrong_type, "id: expected str or None, got int"),
    "half": (_failing_read(KeyError("half")), "KeyError: 'half'"),
    "exit": (_failing_read(SystemExit(0)), "SystemExit: 0"),
    "closing": (_failing_read(GeneratorExit("closed")), "GeneratorExit: closed"),
    "away": (_failing_read(Away("away")), "Away: away"),
    "shy": (_failing_read(Shy()), "Shy"),
    "click": (_failing_read(click.UsageError("usage")), "UsageError"),
    "its own pipe": (_failing_read(BrokenPipeError(32, "Broken pipe")), "BrokenPipeError"),
    "its own name": (_failing_read(FileExistsError(17, "File exists", "x")), "FileExistsError"),
}
"""Importers that fail, and with what."""


# -- rules -------------------------------------------------------------------------------------------------


def _failing_check(error: BaseException) -> Check:
    def check(document: Document) -> Iterator[Finding]:
        yield Finding("found before", Span(0, 0))
        raise error

    return check


def _endless(document: Document) -> Iterator[Finding]:
    finding = Finding("again", Span(0, 0))
    while True:
        yield finding


def _outside(document: Document) -> Iterable[Finding]:
    return [Finding("x", Span(0, len(document.text) + 5))]


def check_and_print(document: Document) -> Iterator[Finding]:
    print("checking")
    yield Finding("found", Span(0, 0))
    print("checked")


def wipe(document: Document) -> Iterable[Finding]:
    """Remove the whole text, once it has one."""
    span = Span(0, len(document.text))
    return [Finding("found", span, Fix([TextEdit(span, "")]))] if document.text else []


def check_for_long(document: Document) -> Iterable[Finding]:
    """End the process that waits for this one, and leave a file if this one goes on nevertheless."""
    if parent_process() is not None:
        assert document.path is not None
        os.kill(os.getppid(), signal.SIGTERM)
        time.sleep(20)
        document.path.with_suffix(".late").touch()
    return []


RULES: dict[str, tuple[Check, str]] = {
    "none": (lambda document: None, "'NoneType' object is not iterable"),
    "others": (lambda document: ["text"], "expected a Finding, got str"),
    "outside": (_outside, "a span outside the text"),
    "half": (_failing_check(KeyError("half")), "KeyError: 'half'"),
    "exit": (_failing_check(SystemExit(4)), "SystemExit: 4"),
    "closing": (_failing_check(GeneratorExit("closed")), "GeneratorExit: closed"),
    "away": (_failing_check(Away("away")), "Away: away"),
    "shy": (_failing_check(Shy()), "Shy"),
    "endless": (_endless, "it finds more than"),
    "undeclared fix": (wipe, 'fix: the rule declares none; set fixable="safe" or "unsafe"'),
}
"""Rules that fail, and with what."""

ENDING: dict[str, tuple[BaseException, int]] = {
    "interrupt": (KeyboardInterrupt(), 130),
    "terminated": (Ended(15), 143),
    "hangup": (Ended(1), 129),
    "memory": (MemoryError(), 2),
}
"""What ends a command, whatever code it is raised in, and the exit status."""


# -- as plugins --------------------------------------------------------------------------------------------


def _name(kind: str) -> str:
    return f"bad-{kind.replace(' ', '-')}"


def make_exporter(write: Write, name: str = "bad", **facts: Any) -> Exporter:
    """Make an exporter of a function."""
    return Exporter(**{"name": name, "title": "Bad", "suffix": f".{name}", "write": write, **facts})


def make_importer(read: Read, name: str = "bad") -> Importer:
    """Make an importer of a function."""
    return Importer(name=name, title="Bad", read=read)


def make_rule(
    check: Check,
    code: str = "BAD001",
    name: str = "bad",
    *,
    default: bool = True,
    fixable: Fixability = "",
) -> Rule:
    """Make a rule of a function."""
    return Rule(
        code=code,
        name=name,
        title="Bad.",
        why="Bad.",
        failing="",
        passing="",
        check=check,
        default=default,
        fixable=fixable,
    )


def all_exporters() -> list[Exporter]:
    """Return all bad exporters, named by what they do."""
    several = {kind: write for kind, (write, _) in EXPORTERS.items()} | SWALLOWING
    several |= {f"full {kind}": write for kind, write in FULL.items()} | {"printing": write_and_print}
    several |= {kind: _raising(error) for kind, (error, _) in ENDING.items()}
    several |= {"binary": write_binary, "catching": write_and_catch_signals}
    return [make_exporter(write, _name(kind), binary=kind == "binary") for kind, write in several.items()]


def all_importers() -> list[Importer]:
    """Return all bad importers, named by what they do."""
    several = {kind: read for kind, (read, _) in IMPORTERS.items()} | {"printing": read_and_print}
    several |= {kind: _failing_read(error) for kind, (error, _) in ENDING.items()}
    return [make_importer(read, _name(kind)) for kind, read in several.items()]


def all_rules() -> list[Rule]:
    """Return all bad rules, named by what they do."""
    several = {kind: check for kind, (check, _) in RULES.items()} | {"printing": check_and_print}
    several["for long"] = check_for_long
    several |= {kind: _failing_check(error) for kind, (error, _) in ENDING.items()}
    return [
        make_rule(wipe, "BAD900", "bad-wiping", default=False, fixable="safe"),
        *(
            make_rule(check, f"BAD{number:03}", _name(kind), default=False)
            for number, (kind, check) in enumerate(several.items())
        ),
    ]
