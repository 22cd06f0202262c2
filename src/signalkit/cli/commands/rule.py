"""``signalkit rule``: what a rule finds, and why that is bad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from signalkit.checking.config import Configuration
from signalkit.checking.options import make_rule_options
from signalkit.checking.pages import write_page
from signalkit.checking.rule import BaseRule
from signalkit.checking.selection import hint, resolve
from signalkit.cli.completion import complete_rule
from signalkit.cli.options import config_option, isolated_option, plugin_options, read_configuration
from signalkit.cli.output import CommandError
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.display import counted, sanitize
from signalkit.errors import ConfigError, PluginError, UnknownFormatError
from signalkit.options import NoOptions
from signalkit.plugins.manager import PluginManager

_MARKS = {"": "", "safe": "*", "unsafe": "-"}

_LEGEND = """\
SEVERITY  info: does not change the exit status; off: enabled by --extend-select
FIX       *: by --fix; -: by --fix --unsafe-fixes
"""


@click.command(cls=Verb, short_help="Explain a rule, or list all rules.")
@click.argument("code", required=False, shell_complete=complete_rule)
@click.option("--all", "every", is_flag=True, help="Explain all rules, one after the other.")
@config_option
@isolated_option
@plugin_options
@pass_session
def rule(session: Session, code: str | None, every: bool, config: str | None, isolated: bool) -> None:
    """Explain a rule: what it checks for, why, whether it has a fix, and its options with their values.

    CODE is a code or a name. A prefix of a code, or ALL, lists the rules that it selects. Without CODE,
    all rules are listed.
    """
    if code is not None and every:
        raise click.UsageError("expected either CODE or --all")
    try:
        session.configuration = read_configuration(config, isolated=isolated)
        plugins = session.load_plugins()
        text = _text(code, plugins, session.configuration, every=every)
    except ConfigError as error:
        raise CommandError(str(error)) from error
    session.output.write(sanitize(text).encode("utf-8", "backslashreplace"))


def _text(code: str | None, plugins: PluginManager, configuration: Configuration, *, every: bool) -> str:
    """Return the pages of all rules, a list of them, or what a code asks for.

    Raises:
        ConfigError: If the configuration has a wrong option of a rule, and a page is to have current values.
    """
    if every:
        values = _values(plugins, configuration)
        return "\n".join(write_page(one, values.get(key)) for key, one in plugins.rules().items())
    if code is None:
        return _table(plugins.rules().values())
    return _answer(code, plugins, configuration)


def _values(plugins: PluginManager, configuration: Configuration) -> dict[str, Any]:
    """Return the options object of each rule that has options, by code."""
    made = make_rule_options(plugins.rules(), configuration)
    return {code: options for code, found in made.items() for options in found}


def _answer(code: str, plugins: PluginManager, configuration: Configuration) -> str:
    """Return the page of the rule that a code or a name means, or a list of those that a selector does."""
    rules = plugins.rules()
    named = {one.name: key for key, one in rules.items()}
    try:
        found = plugins.rule(named.get(code, code))
        has_options = found.options is not NoOptions
        return write_page(found, _values(plugins, configuration)[found.code] if has_options else None)
    except UnknownFormatError as error:
        selected = _selected(code, rules)
        if selected:
            return _table(rules[one] for one in sorted(selected, key=list(rules).index))
        advice = hint(code, rules) or "; `signalkit rule` lists all"
        raise click.UsageError(f"unknown rule {code!r}{advice}") from error
    except PluginError as error:
        raise CommandError(str(error)) from error


def _selected(selector: str, rules: Mapping[str, BaseRule]) -> set[str]:
    """Return the codes that a selector means, if any."""
    try:
        return resolve(selector, rules, "rule")
    except ConfigError:
        return set()


def _table(rules: Iterable[BaseRule]) -> str:
    """Return a list of rules with headings and a legend."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(list(rules)))


def _lines(rules: list[BaseRule]) -> Iterator[str]:
    width = max(map(len, ["CODE", *(one.code for one in rules)]))
    yield f"{'CODE':{width}}  SEVERITY  FIX  NAME"
    for one in rules:
        severity = one.severity if one.default else "off"
        yield f"{one.code:{width}}  {severity:8}  {_MARKS[one.fixable]:3}  {one.name}"
    yield ""
    yield from _LEGEND.splitlines()
    yield f"{counted(len(rules), 'rule')}; `signalkit rule CODE` explains one"
