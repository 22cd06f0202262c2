"""``signalkit import``: digests from another format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, Any

import attrs
import click

from signalkit.cli.applying import Choices, apply_import
from signalkit.cli.completion import complete_file, complete_folder
from signalkit.cli.duplicates import ON_DUPLICATE, resolve_duplicates
from signalkit.cli.formats import (
    Formats,
    failing_in_one_line,
    format_options,
    given_options,
    reporting_warnings,
    summary_of,
)
from signalkit.cli.options import plugin_options
from signalkit.cli.output import CommandError
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
    def run(session: Session, /, source: str, **values: Any) -> None:
        own = Choices(**{field.name: values.pop(field.name) for field in attrs.fields(Choices)})
        options = given_options(importer, values)
        if own.into is not None:
            apply_import(session, importer, source, own, options)
        else:
            _import(session, importer, source, own, options)

    params: list[click.Parameter] = [
        click.Argument(["source"], metavar="FOLDER" if several else "FILE", shell_complete=complete_file),
        click.Option(
            ["-o", "--output"],
            metavar="FOLDER",
            help="Folder or .zip file to write digests to.",
            shell_complete=complete_file,
        ),
        click.Option(
            ["--into"],
            metavar="FOLDER",
            help="Folder of digests to change: each file by its id, with the fewest edits.",
            shell_complete=complete_folder,
        ),
        click.Option(
            ["--base"],
            metavar="FOLDER" if several else "FILE",
            help="With --into: the export that was edited. Files that changed since keep their changes.",
            shell_complete=complete_file,
        ),
        click.Option(["--create"], is_flag=True, help="With --into: write a new file for an unknown id."),
        click.Option(
            ["--partial"], is_flag=True, help="With --into: apply what can be applied, despite problems."
        ),
        click.Option(
            ["--check"], is_flag=True, help="With --into: write no files; exit 1 if a file would change."
        ),
        click.Option(
            ["--diff", "show_diff"],
            is_flag=True,
            help="With --into: print what would change, without writing files; exit 1 if anything would.",
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
        "With -o, each digest becomes a file in canonical form, named by its id. With --into, the "
        "values are put into the files of a folder, and only changed values change.",
        short_help=summary_of(importer),
    )


@click.group(
    "import",
    short_help="Convert another format to digests, or apply its changes.",
    cls=_Importers,
    context_settings={"ignore_unknown_options": True},
    subcommand_metavar="[FORMAT] FILE -o FOLDER|--into FOLDER [OPTIONS]",
)
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    help="Folder or .zip file to write digests to.",
    shell_complete=complete_file,
)
@click.option(
    "--into",
    metavar="FOLDER",
    help="Folder of digests to change: each file by its id, with the fewest edits.",
    shell_complete=complete_folder,
)
@plugin_options
def import_() -> None:
    """Convert another format to digests: new Markdown files, or changes of existing ones.

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
    session: Session, importer: Importer, source: str, choices: Choices, options: dict[str, Any]
) -> None:
    output = choices.output
    if output is None:
        raise click.UsageError("missing -o FOLDER, or --into FOLDER")
    if output in ("", "-"):
        raise click.UsageError(f"-o: expected a folder or a .zip file, got {output!r}")
    choices.refuse_without_into()
    plugins = session.find_plugins()
    with failing_in_one_line(source), reporting_warnings(session.output, source):
        file = session.output.input if source == "-" else source
        found = exchange.import_records(importer.name, file, plugins=plugins, **options)
        first = next(found, None)
        if first is None:
            name = "standard input" if source == "-" else source
            raise CommandError(f"no digests in {name}; nothing was written")
        tally = _Tally(resolve_duplicates(chain([first], found), choices.on_duplicate, session.output))
        with closing(track(tally, session.output)) as tracked:
            exchange.export(
                tracked,
                "markdown",
                output,
                overwrite=choices.force,
                plugins=plugins,
                layout=choices.layout,
            )
    session.output.note(f"{counted(tally.count, 'digest')} written to {output}")
