"""The command line: one module a verb. `main` is the entry point."""

from __future__ import annotations

import click

from signalkit.cli.format import format_
from signalkit.cli.show import show


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="signalkit")
def main() -> None:
    """Read, change and write signal digests without losing a byte.

    Exit status: 0 all well, 1 something was found, 2 misuse or a file that cannot be read.
    """


main.add_command(show)
main.add_command(format_)
