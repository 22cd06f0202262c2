"""The options of ``signalkit check`` as a value, and the configuration that they make."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import attrs
import click

from signalkit.checking.config import Configuration
from signalkit.checking.rule import BaseRule
from signalkit.checking.selection import select
from signalkit.cli.options import read_configuration
from signalkit.errors import ConfigError


def _file_of(name: str | None) -> str | None:
    """Return the name of a file; None for standard output, which ``-`` means."""
    return None if name == "-" else name


@attrs.frozen(kw_only=True, eq=False, repr=False)
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

    def __attrs_post_init__(self) -> None:
        reports = {
            "--output-format": self.output_format is not None,
            "--output-file": self.output_file is not None,
            "--statistics": self.statistics,
        }
        for option, is_given in reports.items():
            if self.diff and is_given:
                raise click.UsageError(f"--diff prints a patch; it cannot be combined with {option}")

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
        if self.project_root is not None:
            if not os.path.exists(self.project_root):
                raise ConfigError(f"--project-root: there is no {self.project_root!r}")
            changes["corpus"] = (os.path.abspath(self.project_root),)
        return attrs.evolve(found, **changes)

    def check_selectors(self, rules: Mapping[str, BaseRule]) -> None:
        """Check that the options name rules; a wrong name in a configuration file is reported elsewhere.

        Raises:
            ConfigError: If one names an unknown rule.
        """
        try:
            select(rules, chosen=self.select, extended=self.extend_select, ignored=self.ignore)
        except ConfigError as error:
            raise ConfigError(f"--{error}") from None
