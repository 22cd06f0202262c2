"""``signalkit rule``: what a rule finds, and why that is bad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import click

from signalkit.checking.pages import write_page
from signalkit.checking.rule import BaseRule
from signalkit.checking.selection import hint, resolve
from signalkit.cli.completion import complete_rule
from signalkit.cli.options import plugin_options
from signalkit.cli.output import CommandError
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.display import counted, sanitize
from signalkit.errors import ConfigError, PluginError, UnknownFormatError
from signalkit.plugins.manager import PluginManager

_MARKS = {"": "", "safe": "*", "unsafe": "-"}

_LEGEND = """\
SEVERITY  info: does not change the exit status; off: enabled by --extend-select
FIX       *: by --fix; -: by --fix --unsafe-fixes
"""


@click.command(cls=Verb)
@click.argument("code", required=False, shell_complete=complete_rule)
@click.option("--all", "every", is_flag=True, help="Explain all rules, one after the other.")
@plugin_options
@pass_session
def rule(session: Session, code: str | None, every: bool) -> None:
    """Explain a rule: what it checks for, why, and whether it has a fix.

    CODE is a code or a name. A prefix of a code, or ALL, lists the rules that it selects. Without CODE,
    all rules are listed.
    """
    plugins = session.load_plugins()
    if code is not None and every:
        raise click.UsageError("expected either CODE or --all")
    if every:
        text = "\n".join(map(write_page, plugins.rules().values()))
    elif code is None:
        text = _table(plugins.rules().values())
    else:
        text = _answer(code, plugins)
    session.output.write(sanitize(text).encode("utf-8", "backslashreplace"))


def _answer(code: str, plugins: PluginManager) -> str:
    """Return the page of the rule that a code or a name means, or a list of those that a selector does."""
    rules = plugins.rules()
    named = {one.name: key for key, one in rules.items()}
    try:
        return write_page(plugins.rule(named.get(code, code)))
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
