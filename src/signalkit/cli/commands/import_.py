"""``signalkit import``: digests from another format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from signalkit.cli.completion import complete_file
from signalkit.cli.duplicates import ON_DUPLICATE, resolve_duplicates
from signalkit.cli.formats import (
    Formats,
    failing_in_one_line,
    format_options,
    given_options,
    summary_of,
)
from signalkit.cli.options import plugin_options
from signalkit.cli.progress import track
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.display import counted
from signalkit.exchange import run as exchange
from signalkit.exchange.formats import Importer
from signalkit.exchange.markdown import LAYOUT_CHOICES
from signalkit.exchange.records import Record

if TYPE_CHECKING:
    from signalkit.plugins.manager import PluginManager


class _Importers(Formats):
    kind = "importers"

    def formats(self, plugins: PluginManager) -> Mapping[str, Importer]:
        return plugins.importers()

    def find(self, plugins: PluginManager, name: str) -> click.Command:
        return _make_command(plugins.importer(name))

    def find_file(self, output: str | None, arguments: list[str]) -> str | None:
        return next((one for one in arguments if one == "-" or not one.startswith("-")), None)


def _make_command(importer: Importer) -> click.Command:
    several = importer.source == "folder"
    kind = "a folder or a .zip file" if several else "a file"

    @pass_session
    def run(session: Session, /, source: str, output: str, **values: Any) -> None:
        own = {name: values.pop(name) for name in ("force", "layout", "on_duplicate")}
        _import(session, importer, source, output, **own, options=given_options(importer, values))

    params: list[click.Parameter] = [
        click.Argument(["source"], metavar="FOLDER" if several else "FILE", shell_complete=complete_file),
        click.Option(
            ["-o", "--output"],
            required=True,
            metavar="FOLDER",
            help="Folder or .zip file to write digests to.",
            shell_complete=complete_file,
        ),
        click.Option(["--force"], is_flag=True, help="Replace existing digests."),
        click.Option(
            ["--layout"],
            type=click.Choice(LAYOUT_CHOICES),
            default="auto",
            help="Layout of the files: auto is classic for digests with Closest; prefer-classic is classic "
            "wherever the digest fits.  [default: auto]",
        ),
        click.Option(
            ["--on-duplicate"],
            type=click.Choice(ON_DUPLICATE),
            default="error",
            help="How to treat a digest with the id of an earlier one.  [default: error]",
        ),
        *format_options(importer.options),
    ]
    return Verb(
        importer.name,
        callback=run,
        params=params,
        help=f"Read digests from {importer.title}: {kind}, or - for standard input.\n\n"
        "Each digest becomes a file in canonical form, named by its id.",
        short_help=summary_of(importer),
    )


@click.group(
    "import",
    cls=_Importers,
    context_settings={"ignore_unknown_options": True},
    subcommand_metavar="[FORMAT] FILE -o FOLDER [OPTIONS]",
)
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    help="Folder or .zip file to write digests to.",
    shell_complete=complete_file,
)
@plugin_options
def import_() -> None:
    """Convert another format to digests, as Markdown files in a folder.

    `signalkit import FORMAT --help` lists the options of a format. If FORMAT is omitted, put
    FILE first; its suffix selects the format.
    """


class _Tally:
    """Records on their way, counted."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = records
        self.count = 0

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            self.count += 1
            yield record


def _import(
    session: Session,
    importer: Importer,
    source: str,
    output: str,
    *,
    force: bool,
    layout: str,
    on_duplicate: str,
    options: dict[str, Any],
) -> None:
    if output in ("", "-"):
        raise click.UsageError(f"-o: expected a folder or a .zip file, got {output!r}")
    plugins = session.find_plugins()
    with failing_in_one_line(source):
        file = session.output.input if source == "-" else source
        found = exchange.import_records(importer.name, file, plugins=plugins, **options)
        tally = _Tally(resolve_duplicates(found, on_duplicate, session.output))
        with closing(track(tally, session.output)) as tracked:
            exchange.export(tracked, "markdown", output, overwrite=force, plugins=plugins, layout=layout)
    session.output.note(f"{counted(tally.count, 'digest')} written to {output}")
