"""``signalkit rule``: what a rule finds, and why that is bad."""

from __future__ import annotations

import click

from signalkit.checking.pages import write_page
from signalkit.checking.selection import hint
from signalkit.cli.options import plugin_options
from signalkit.cli.output import CommandError
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.display import sanitize
from signalkit.errors import PluginError, UnknownFormatError
from signalkit.plugins.manager import PluginManager


@click.command(cls=Verb)
@click.argument("code", required=False)
@click.option("--all", "every", is_flag=True, help="All rules, one page after the other.")
@plugin_options
@pass_session
def rule(session: Session, code: str | None, every: bool) -> None:
    """Tell what a rule finds, why that is bad, and whether it can be mended.

    CODE is a code or a name; without, all rules are listed.
    """
    plugins = session.load_plugins()
    rules = plugins.rules()
    if code is not None and every:
        raise click.UsageError("either CODE or --all")
    if code is not None:
        text = _page_of(code, plugins)
    elif every:
        text = "\n".join(map(write_page, rules.values()))
    else:
        marks = {"": " ", "safe": "*", "unsafe": "-"}
        text = "".join(
            f"{one.code}  {one.severity if one.default else 'off':8} {marks[one.fixable]}  {one.name}\n"
            for one in rules.values()
        )
    session.output.write(sanitize(text).encode("utf-8", "backslashreplace"))


def _page_of(code: str, plugins: PluginManager) -> str:
    """Return the page of a rule, named by its code or its name."""
    rules = plugins.rules()
    named = {one.name: key for key, one in rules.items()}
    try:
        return write_page(plugins.rule(named.get(code, code)))
    except UnknownFormatError as error:
        told = hint(code, rules) or "; `signalkit rule` lists all"
        raise click.UsageError(f"there is no rule {code!r}{told}") from error
    except PluginError as error:
        raise CommandError(str(error)) from error
