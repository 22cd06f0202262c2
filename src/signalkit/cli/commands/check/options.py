"""The options of ``signalkit check`` as a value, and the configuration that they make."""

from __future__ import annotations

import os
from typing import Any

import attrs

from signalkit.checking.config import Configuration
from signalkit.cli.options import read_configuration


def _file_of(name: str | None) -> str | None:
    """Return the name of a file; None for standard output, which ``-`` means."""
    return None if name == "-" else name


@attrs.frozen(kw_only=True)
class Options:
    """What the command line gives; `signalkit check --help` explains each."""

    paths: tuple[str, ...]
    fix: bool
    unsafe_fixes: bool
    diff: bool
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    extend_select: tuple[str, ...]
    output_format: str | None
    output_file: str | None = attrs.field(converter=_file_of)
    statistics: bool
    exit_zero: bool
    config: str | None
    isolated: bool
    stdin_filename: str | None
    force_exclude: bool
    show_files: bool
    project_root: str | None
    jobs: int | None

    def configuration(self) -> Configuration:
        """Return the configuration that applies, changed by the options.

        Raises:
            click.UsageError: If two options exclude each other.
            ConfigError: If a configuration file is wrong.
        """
        found = read_configuration(self.config, isolated=self.isolated)
        changes: dict[str, Any] = {
            "extend_select": (*found.extend_select, *self.extend_select),
            "ignore": (*found.ignore, *self.ignore),
        }
        if self.select:
            changes["select"] = self.select
        if self.project_root:
            changes["corpus"] = (os.path.abspath(self.project_root),)
        return attrs.evolve(found, **changes)
