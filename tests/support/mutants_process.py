"""Exporters that misuse their file, the process, memory or errors."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from signalkit import UnrepresentableError
from signalkit.exchange import Exportable, Exporter, to_plain
from tests.support.mutant_format import FIRST, exporter, line_of, write

# -- errors ----------------------------------------------------------------------------------------------


def write_in_ascii(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    for document in documents:
        out.write(f"{document.digest.title}\n".encode("ascii"))


def write_and_exit(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    sys.exit(3)


def refuse_all(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:

    for document in documents:
        if document.digest.signals:
            raise UnrepresentableError("signals", "", "no signals in this format")
        out.write(b"x")


def swallow_errors_of_documents(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    try:
        write(documents, out, options)
    except Exception:
        return


def swallow_os_errors_of_documents(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    lines = [FIRST]
    try:
        lines += [line_of(to_plain(document)) for document in documents]
    except OSError:
        lines.append(b"")
    out.write(b"".join(lines))


def swallow_errors_of_output(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    for line in [FIRST, *(line_of(to_plain(document)) for document in documents)]:
        try:
            out.write(line)
        except OSError:
            continue


REFUSING = {"signals are refused": (exporter(refuse_all), "with ordinary values is refused")}
FAILING = {
    "another error than UnrepresentableError": (
        exporter(write_in_ascii, lossless=False),
        "UnicodeEncodeError",
    ),
    "sys.exit": (exporter(write_and_exit, lossless=False), "SystemExit"),
}
OF_DOCUMENTS = {
    "all errors are swallowed": (exporter(swallow_errors_of_documents), "its documents raised RuntimeError"),
    "OSErrors are swallowed": (exporter(swallow_os_errors_of_documents), "its documents raised OSError"),
}
OF_OUTPUT = {
    "errors of the output are swallowed": (exporter(swallow_errors_of_output), "file was full after 0 bytes"),
}


# -- the file, the process and memory --------------------------------------------------------------------


def then(act: Callable[[Any], object]) -> Exporter[Any]:
    """Make an exporter that does something to its file, or to the process, at the end."""

    def write_and_act(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
        write(documents, out, options)
        act(out)

    return exporter(write_and_act)


def wrap(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:

    text = io.TextIOWrapper(out, "utf-8", newline="\n")
    text.write(FIRST.decode())
    for document in documents:
        text.write(line_of(to_plain(document)).decode())
    text.flush()


PIPE = {
    "it closes its file": (then(lambda out: out.close()), r"uses close\(\) of its file"),
    "a wrapper closes its file": (exporter(wrap), r"uses close\(\) of its file"),
    "it seeks": (then(lambda out: out.seek(0)), r"uses seek\(\) of its file"),
    "it asks for the position": (then(lambda out: out.tell()), r"uses tell\(\) of its file"),
    "it asks for the number": (then(lambda out: os.fstat(out.fileno())), r"uses fileno\(\) of its file"),
    "it asks for the name": (then(lambda out: str(out.name)), "uses name of its file"),
}
PRINTING = {
    "print": (then(lambda _: print("done")), r"prints on standard output: 'done\\n'"),
    "bytes": (then(lambda _: sys.stdout.buffer.write(b"done")), "prints on standard output: 'done'"),
}
PROCESS = {
    "chdir": (then(lambda _: os.chdir("/")), "changes the current directory"),
    "environ": (then(lambda _: os.environ.update(SIGNALKIT_MUTANT="1")), "changes environment variables"),
    "recursion": (then(lambda _: sys.setrecursionlimit(9999)), "changes the limit of recursion"),
}

KEPT: list[object] = []


def write_a_list(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    write(iter(list(documents)), out, options)


def keep_documents(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    KEPT.clear()
    out.write(FIRST)
    for document in documents:
        KEPT.append(document)
        out.write(line_of(to_plain(document)))


def write_at_the_end(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    out.write(FIRST + b"".join([line_of(to_plain(document)) for document in documents]))


def keep_titles_and_summaries(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    out.write(FIRST)
    kept = []
    for document in documents:
        kept.append(document.digest.summary)
        out.write(line_of(to_plain(document)))


ONE_BY_ONE = {
    "list(documents)": (exporter(write_a_list), "keeps 40 of 40 documents"),
    "documents are kept for ever": (exporter(keep_documents), "keeps 40 of 40 documents"),
}
MEMORY = {
    "the output is collected": (exporter(write_at_the_end), r"keeps about \d+ bytes of each digest"),
    "texts are kept": (exporter(keep_titles_and_summaries), r"keeps about 1\d{4} bytes of each digest"),
}


def write_the_text(documents: Iterator[Exportable], out: BinaryIO, options: Any) -> None:
    for document in documents:
        out.write(getattr(document, "text", document.digest.title).encode("utf-8", "replace"))


def write_the_path(documents: Iterator[Any], out: BinaryIO, options: Any) -> None:
    for document in documents:
        out.write(document.path.stem.encode())


PATHLESS = {
    "the text of a Document": (exporter(write_the_text, lossless=False), "another output than a Record")
}
NEEDS_PATH = {
    "the path": (exporter(write_the_path, lossless=False), "'Record' object has no attribute 'path'")
}
