"""``signalkit export``: digests in another format."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from signalkit.cli.format_options import Formats, click_options, given, said_in_one_line
from signalkit.cli.output import Trouble, standard_output
from signalkit.cli.plugin_options import find_plugins, plugin_options
from signalkit.cli.progress import progress
from signalkit.cli.sources import Sources
from signalkit.document import Document
from signalkit.exchange import run as exchange
from signalkit.exchange.formats import Exporter


def _make(exporter: Exporter) -> click.Command:
    kind = "folder, or the .zip file," if exporter.folder else "file"
    default = "" if exporter.folder else "; standard output if there is none, or for -"
    force = (
        "Replace what is there." if exporter.folder else "Replace the file even if it is one that is read."
    )

    def run(paths: tuple[str, ...], output: str | None, force: bool, **values: Any) -> None:
        _export(exporter, paths, output, force=force, options=given(exporter, values))

    params: list[click.Parameter] = [
        click.Argument(["paths"], nargs=-1, required=True, metavar="PATH..."),
        click.Option(["-o", "--output"], metavar="OUT", help=f"The {kind} to write{default}."),
        click.Option(["--force"], is_flag=True, help=force),
        *click_options(exporter.options),
    ]
    about = "lossless" if exporter.lossless else "loses content"
    return click.Command(
        exporter.name,
        callback=run,
        params=params,
        help=f"Write digests as {exporter.title} ({about}).\n\n"
        "A folder stands for the digests in it, - for standard input.",
        short_help=f"{exporter.title} ({about})",
    )


@click.group(
    cls=Formats,
    formats=lambda plugins: plugins.exporters(),
    get=lambda plugins, name: plugins.exporter(name),
    make=_make,
    subcommand_metavar="FORMAT PATH... [OPTIONS]",
)
@plugin_options
def export() -> None:
    """Write digests in another format.

    `signalkit export FORMAT --help` tells the options of a format.
    """


def _export(
    exporter: Exporter,
    names: tuple[str, ...],
    output: str | None,
    *,
    force: bool,
    options: dict[str, Any],
) -> None:
    sources = Sources(names)
    out: Any = output
    if output == "":
        raise click.UsageError("-o: the name is empty")
    if output in (None, "-"):
        if exporter.folder and output is None:
            raise click.UsageError(
                f"{exporter.name} is several files: say where with -o FOLDER or -o FILE.zip"
            )
        with said_in_one_line("-", whole=False):
            out = standard_output()
        if exporter.folder and out.isatty():
            raise click.UsageError("a zip archive is nothing for a terminal: use -o FILE.zip")
    elif not force and any(_same(path, Path(str(output))) for path in sources.paths()):
        raise Trouble(f"{output}: is one of the files to read; --force replaces it")
    plugins = find_plugins(click.get_current_context())
    overwrite = force or not exporter.folder
    to_path = out is output
    with said_in_one_line(str(output) if to_path else "standard output", whole=to_path):
        documents = _all_of(sources) if to_path else (document for _, document in sources.documents())
        with progress(documents) as counted:
            exchange.export(counted, exporter.name, out, overwrite=overwrite, plugins=plugins, **options)
        if not to_path:
            out.flush()
    sources.say_left_alone()
    sys.exit(2 if sources.failed else 0)


def _all_of(sources: Sources) -> Iterator[Document]:
    """All digests, or none: an export that lacks one looks just like one that is whole."""
    empty = True
    for _, document in sources.documents():
        if sources.failed:
            break
        empty = False
        yield document
    if sources.failed:
        raise Trouble("not all can be read: nothing was written")
    if empty:
        raise Trouble("no digests: nothing was written")


def _same(one: Path, other: Path) -> bool:
    return one.name != "-" and os.path.realpath(one) == os.path.realpath(other)
