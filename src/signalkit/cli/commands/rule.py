"""``signalkit rule``: what a rule finds, and why that is bad."""

from __future__ import annotations

import click

from signalkit.checking.pages import write_page
from signalkit.checking.selection import hint
from signalkit.cli.output import Trouble, standard_output
from signalkit.cli.plugin_options import load_plugins, plugin_options
from signalkit.display import harmless
from signalkit.errors import PluginError, UnknownFormatError


@click.command()
@click.argument("code", required=False)
@click.option("--all", "every", is_flag=True, help="All rules, one page after the other.")
@plugin_options
@click.pass_context
def rule(ctx: click.Context, code: str | None, every: bool) -> None:
    """Tell what a rule finds, why that is bad, and whether it can be mended.

    CODE is a code or a name; without, all rules are listed.
    """
    plugins = load_plugins(ctx)
    rules = plugins.rules()
    if code is not None and every:
        raise click.UsageError("either CODE or --all")
    if code is not None:
        named = {one.name: key for key, one in rules.items()}
        try:
            text = write_page(plugins.rule(named.get(code, code)))
        except UnknownFormatError as error:
            told = hint(code, rules) or "; `signalkit rule` lists all"
            raise click.UsageError(f"there is no rule {code!r}{told}") from error
        except PluginError as error:
            raise Trouble(str(error)) from error
    elif every:
        text = "\n".join(map(write_page, rules.values()))
    else:
        marks = {"": " ", "safe": "*", "unsafe": "-"}
        text = "".join(
            f"{one.code}  {one.severity if one.default else 'off':8} {marks[one.fixable]}  {one.name}\n"
            for one in rules.values()
        )
    standard_output().write(harmless(text).encode("utf-8", "backslashreplace"))
