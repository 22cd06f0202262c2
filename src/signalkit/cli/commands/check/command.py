"""``signalkit check``: what is wrong with digests; fixed, if that is asked for."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from signalkit.checking.config import Configuration
from signalkit.checking.engine import Checker
from signalkit.checking.reports import FORMATS
from signalkit.checking.rule import Diagnostic
from signalkit.cli.commands.check.documents import Documents
from signalkit.cli.commands.check.options import Options
from signalkit.cli.commands.check.outcomes import check_files, of_digests
from signalkit.cli.commands.check.references import check_references, corpus_folders, load_corpus
from signalkit.cli.commands.check.report import report
from signalkit.cli.completion import complete_file, complete_folder, complete_selectors
from signalkit.cli.options import (
    config_option,
    force_exclude_option,
    isolated_option,
    plugin_options,
    stdin_filename_option,
)
from signalkit.cli.output import CommandError, Output
from signalkit.cli.session import Session, Verb, pass_session
from signalkit.cli.sources import find_sources, report_skipped
from signalkit.display import sanitize_line
from signalkit.document import parse_bytes
from signalkit.errors import ConfigError
from signalkit.store.atomic import os_error
from signalkit.store.find import STDIN, Found

_F = TypeVar("_F", bound=Callable[..., Any])


def _split(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(one for value in values for one in value.split(",") if one)
    if values and not found:
        raise click.BadParameter("expected codes or names", ctx, parameter)
    return found


def _codes(flag: str, help: str) -> Callable[[_F], _F]:
    return click.option(
        flag,
        multiple=True,
        callback=_split,
        metavar="CODE,…",
        help=help,
        shell_complete=complete_selectors,
    )


@click.command(cls=Verb, short_help="Report problems in digests, and fix them.")
@click.argument("paths", nargs=-1, metavar="[PATH...]", shell_complete=complete_file)
@click.option("--fix", is_flag=True, help="Apply safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="Also apply unsafe fixes (with --fix or --diff).")
@click.option(
    "--diff",
    is_flag=True,
    help="Print a patch of what --fix would change, without writing files; exit 1 if anything would, else 0.",
)
@_codes("--select", "Enable only these rules: codes, prefixes of codes, names, or ALL.")
@_codes("--ignore", "Disable these rules.")
@_codes("--extend-select", "Enable these rules in addition to the defaults.")
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    help="Report format.  [default: full on a terminal, else concise]",
)
@click.option(
    "-o",
    "--output-file",
    metavar="FILE",
    help="Write the report to a file.",
    shell_complete=complete_file,
)
@click.option("--statistics", is_flag=True, help="Print counts by rule instead of findings.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even if there are findings.")
@config_option
@isolated_option
@stdin_filename_option
@force_exclude_option
@click.option("--show-files", is_flag=True, help="List the files that would be checked, and exit.")
@click.option(
    "--project-root",
    metavar="FOLDER",
    help="Resolve references against the digests in this folder.",
    shell_complete=complete_folder,
)
@click.option(
    "--jobs", type=click.IntRange(1), metavar="N", help="Number of worker processes.  [default: automatic]"
)
@plugin_options
@pass_session
def check(session: Session, /, **given: Any) -> None:
    """Check digests with the default rules, or with the selected ones.

    A folder means the digests in it, except those that git ignores; - is standard input. Without PATH,
    the current folder is checked. Exit status: 0 if there are no findings, 1 if there are, 2 for wrong
    usage or an unreadable file.

    Settings are read from the nearest signalkit.toml, or [tool.signalkit] in pyproject.toml. Suppress
    findings with a comment on the line before: <!-- signalkit-disable-next-line SK402 -- reason -->, or
    for the whole file: <!-- signalkit-disable-file SK402 -->.
    """
    try:
        has_findings = _run(session, Options(**given))
    except ConfigError as error:
        raise CommandError(str(error)) from error
    sys.exit(2 if session.output.failed else 1 if has_findings and not given["exit_zero"] else 0)


def _run(session: Session, options: Options) -> bool:
    """Check, fix, report; whether something was found, or would change."""
    output = session.output
    session.configuration = options.configuration()
    plugins = session.load_plugins()
    options.check_selectors(plugins.rules())
    checker = Checker(session.configuration, plugins=plugins)
    paths = options.paths or (os.curdir,)
    files = find_sources(
        paths,
        session.configuration,
        output,
        force_exclude=options.force_exclude,
        stdin_name=options.stdin_filename,
    )
    if not files and not output.failed:
        output.complain("no files to check")
    if options.show_files:
        _list_files(files, checker, options, output)
        return False
    if options.fix and not options.diff and str(STDIN) in paths and STDIN not in [one.path for one in files]:
        output.write(output.read())  # standard input is excluded: a filter gives back what it got
    if checker.needs_corpus:
        corpus_folders(checker.configuration)  # a wrong configuration ends the run before anything is written
    documents = Documents(files, options.stdin_filename, output)
    outcomes = check_files(documents.files, checker, options.jobs)
    skipped = documents.skipped + sum(outcome.is_other for outcome in outcomes)
    outcomes = of_digests(outcomes, output)
    if options.fix or options.diff:
        from signalkit.cli.commands.check.fixes import Fixer

        fixer = Fixer(checker, documents, output, options.unsafe_fixes)
        if options.diff:
            would_change = fixer.show(outcomes)
            report_skipped(skipped, output)
            return would_change
        outcomes = fixer.apply(outcomes)
    of_corpus: list[Diagnostic] = []
    if checker.needs_corpus:  # of what is in the files now, fixed or not
        corpus = load_corpus(outcomes, checker, options.jobs, output)
        outcomes = check_references(outcomes, checker, corpus, documents, output)
        of_corpus = checker.check_corpus(corpus)
    report_skipped(skipped, output)
    found = [*(one for outcome in outcomes for one in outcome.diagnostics), *of_corpus]
    return report(found, len(outcomes), checker, documents, options, output)


def _list_files(files: list[Found], checker: Checker, options: Options, output: Output) -> None:
    """List the files that would be checked: those that are named, and the digests among the others."""
    without_rules = Checker(Configuration(select=()), plugins=checker.plugins)
    others = [one for one in files if not one.named and one.path != STDIN]
    digests = {
        outcome.path for outcome in of_digests(check_files(others, without_rules, options.jobs), output)
    }
    if any(one.path == STDIN and not one.named for one in files) and parse_bytes(output.read()).is_digest:
        digests.add(STDIN)
    listed = []
    for one in files:
        if one.named and one.path != STDIN and not os.path.lexists(one.path):
            output.report_failure(os_error(errno.ENOENT, one.path), one.path)
        elif one.named or one.path in digests:
            listed.append(Path(options.stdin_filename or STDIN) if one.path == STDIN else one.path)
    lines = "".join(f"{sanitize_line(path.as_posix())}\n" for path in listed)
    output.write(lines.encode("utf-8", "backslashreplace"))
