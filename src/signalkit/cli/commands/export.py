"""``signalkit export``: digests in another format."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from signalkit.cli.completion import complete_file
from signalkit.cli.duplicates import report_duplicates
from signalkit.cli.formats import (
    Formats,
    failing_in_one_line,
    format_options,
    given_options,
    summary_of,
)
from signalkit.cli.options import plugin_options
from signalkit.cli.output import CommandError, Output
from signalkit.cli.progress import track
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.cli.sources import Sources
from signalkit.cli.terminal import is_terminal_at
from signalkit.document import Document
from signalkit.exchange import run as exchange
from signalkit.exchange.formats import Exporter

if TYPE_CHECKING:
    from signalkit.plugins.manager import PluginManager

_OUTPUT_IN = click.Command(
    "export",
    params=[click.Option(["-o", "--output"]), click.Argument(["rest"], nargs=-1)],
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
)
"""Finds `-o` among arguments of which the rest is not known yet."""


class _Exporters(Formats):
    kind = "exporters"

    def formats(self, plugins: PluginManager) -> Mapping[str, Exporter]:
        return plugins.exporters()

    def find(self, plugins: PluginManager, name: str) -> click.Command:
        return _make_command(plugins.exporter(name))

    def find_file(self, output: str | None, arguments: list[str]) -> str | None:
        found = _OUTPUT_IN.make_context("export", list(arguments)).params["output"] or output
        return None if found is None else str(found)


def _make_command(exporter: Exporter) -> click.Command:
    several = exporter.target == "folder"
    kind = "Folder or .zip file" if several else "File"
    default = "" if several else "  [default: standard output]"
    force = "Replace existing files" if several else "Replace the file even if it is an input"

    @pass_session
    def run(
        session: Session, /, paths: tuple[str, ...], output: str | None, force: bool, **values: Any
    ) -> None:
        _export(session, exporter, paths, output, force=force, options=given_options(exporter, values))

    params: list[click.Parameter] = [
        click.Argument(["paths"], nargs=-1, required=True, metavar="PATH...", shell_complete=complete_file),
        click.Option(
            ["-o", "--output"],
            metavar="OUT",
            help=f"{kind} to write.{default}",
            shell_complete=complete_file,
        ),
        click.Option(
            ["--force"], is_flag=True, help=f"{force}; also read files that do not look like digests."
        ),
        *format_options(exporter.options),
    ]
    about = "lossless" if exporter.lossless else "loses content"
    return Verb(
        exporter.name,
        callback=run,
        params=params,
        help=f"Write digests as {exporter.title} ({about}).\n\n"
        "A folder means the digests in it; - is standard input.",
        short_help=summary_of(exporter, about),
    )


@click.group(
    cls=_Exporters,
    context_settings={"ignore_unknown_options": True},
    subcommand_metavar="[FORMAT] PATH... [OPTIONS]",
)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    help="File to write if FORMAT is omitted; its suffix selects the format.",
    shell_complete=complete_file,
)
@plugin_options
def export() -> None:
    """Convert digests to another format.

    `signalkit export FORMAT --help` lists the options of a format. Without FORMAT, the suffix of
    the file that -o names selects it.
    """


def _export(
    session: Session,
    exporter: Exporter,
    names: tuple[str, ...],
    output: str | None,
    *,
    force: bool,
    options: dict[str, Any],
) -> None:
    sources = Sources(names, session.output, force=force)
    if output == "":
        raise click.UsageError("-o: file name is empty")
    out: str | BinaryIO
    if output is None or output == "-":
        out = _stream(exporter, session.output, named=output is not None)
    elif not force and any(_is_same(path, Path(output)) for path in sources.paths()):
        raise CommandError(f"{output}: is also an input; use --force to replace it")
    else:
        if exporter.binary and is_terminal_at(output):
            raise _refuse_terminal(exporter)
        out = output
    whole = isinstance(out, str)
    documents = _all_of(sources, session.output) if whole else (one for _, one in sources.documents())
    first = next(documents, None)
    if first is None:
        if session.output.failed:  # which says why
            sys.exit(2)
        raise CommandError("no digests; nothing written")
    documents = chain([first], documents)
    if exporter.name != "markdown":  # which refuses them itself
        documents = report_duplicates(documents, session.output)
    with (
        failing_in_one_line(out if isinstance(out, str) else "standard output", whole=whole),
        closing(track(documents, session.output)) as tracked,
    ):
        exchange.export(
            tracked,
            exporter.name,
            out,
            overwrite=force or exporter.target != "folder",
            plugins=session.find_plugins(),
            **options,
        )
        session.output.flush()
    sources.report_skipped()
    sys.exit(2 if session.output.failed else 0)


def _stream(exporter: Exporter, output: Output, *, named: bool) -> BinaryIO:
    """Return standard output as a place for a format.

    Args:
        exporter: The format.
        output: Of the run.
        named: Whether the command line names standard output with `-`.
    """
    if exporter.target == "folder" and not named:
        raise click.UsageError(f"{exporter.name} writes several files; use -o FOLDER or -o FILE.zip")
    if (exporter.target == "folder" or exporter.binary) and output.is_terminal:
        raise _refuse_terminal(exporter)
    with failing_in_one_line("-", whole=False):
        return output.results


def _refuse_terminal(exporter: Exporter) -> click.UsageError:
    what, suffix = (
        ("a zip archive", ".zip") if exporter.target == "folder" else (exporter.title, exporter.suffix)
    )
    return click.UsageError(f"refusing to write {what} to a terminal; use -o FILE{suffix}")


def _all_of(sources: Sources, output: Output) -> Iterator[Document]:
    """Yield all digests, or fail: an export that lacks one looks just like one that is whole."""
    for _, document in sources.documents():
        if output.failed:
            break
        yield document
    if output.failed:
        raise CommandError("some files could not be read; nothing written")


def _is_same(one: Path, other: Path) -> bool:
    return one.name != "-" and os.path.realpath(one) == os.path.realpath(other)
