"""``signalkit import``: digests from another format."""

from __future__ import annotations

from typing import Any

import click

from signalkit.cli.format_options import Formats, click_options, given, said_in_one_line
from signalkit.cli.output import standard_input
from signalkit.cli.plugin_options import find_plugins, plugin_options
from signalkit.cli.progress import progress
from signalkit.display import harmless_line
from signalkit.exchange import run as exchange
from signalkit.exchange.formats import Importer


def _make(importer: Importer) -> click.Command:
    kind = "a folder or a .zip file" if importer.folder else "a file"

    def run(source: str, output: str, force: bool, **values: Any) -> None:
        _import(importer, source, output, force=force, options=given(importer, values))

    params: list[click.Parameter] = [
        click.Argument(["source"], metavar="FOLDER" if importer.folder else "FILE"),
        click.Option(
            ["-o", "--output"],
            required=True,
            metavar="FOLDER",
            help="The folder, or the .zip file, to write digests to.",
        ),
        click.Option(["--force"], is_flag=True, help="Replace digests that are there."),
        *click_options(importer.options),
    ]
    return click.Command(
        importer.name,
        callback=run,
        params=params,
        help=f"Read digests from {importer.title}: {kind}, or - for standard input.\n\n"
        "Each becomes a file in canonical form, named by its id.",
        short_help=importer.title,
    )


@click.group(
    "import",
    cls=Formats,
    formats=lambda plugins: plugins.importers(),
    get=lambda plugins, name: plugins.importer(name),
    make=_make,
    subcommand_metavar="FORMAT FILE -o FOLDER [OPTIONS]",
)
@plugin_options
def import_() -> None:
    """Read digests from another format into a folder of Markdown files.

    `signalkit import FORMAT --help` tells the options of a format.
    """


def _import(importer: Importer, source: str, output: str, *, force: bool, options: dict[str, Any]) -> None:
    if output in ("", "-"):
        raise click.UsageError(f"-o: expected a folder or a .zip file, got {output!r}")
    plugins = find_plugins(click.get_current_context())
    count = 0
    with said_in_one_line(source):
        records = exchange.import_records(
            importer.name, standard_input() if source == "-" else source, plugins=plugins, **options
        )
        with progress(records) as counted:
            exchange.export(counted, "markdown", output, overwrite=force, plugins=plugins)
            count = counted.count
    click.echo(f"{count} digest{'' if count == 1 else 's'} written to {harmless_line(output)}", err=True)
