"""``signalkit check``: what is wrong with digests; mended, if that is asked for."""

from __future__ import annotations

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import attrs
import click

from signalkit._version import __version__
from signalkit.checking.config import Configuration, find_configuration, load_configuration
from signalkit.checking.engine import Checker, order
from signalkit.checking.fixing import fix
from signalkit.checking.reports import FORMATS, Context, write_report
from signalkit.checking.rule import Diagnostic
from signalkit.cli.batch import Outcome, check_files
from signalkit.cli.commands.format import unified_diff
from signalkit.cli.output import Trouble, complain, show_text, standard_input, standard_output
from signalkit.cli.plugin_options import find_plugins, load_plugins, plugin_options
from signalkit.cli.sources import say_left_alone
from signalkit.corpus import Card, Corpus, card_of
from signalkit.display import harmless, harmless_line
from signalkit.document import Document, parse_bytes
from signalkit.errors import ConfigError, SignalkitError
from signalkit.store.atomic import write_file
from signalkit.store.find import STDIN, Found, find_files, is_pipe, read_file

_F = TypeVar("_F", bound=Callable[..., Any])


def _split(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(one for value in values for one in value.split(",") if one)
    if values and not found:
        raise click.BadParameter("expected codes or names", ctx, parameter)
    return found


def _codes(flag: str, help: str) -> Callable[[_F], _F]:
    return click.option(flag, multiple=True, callback=_split, metavar="CODE,…", help=help)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--fix", "mend", is_flag=True, help="Mend what can be mended without anybody minding.")
@click.option(
    "--unsafe-fixes", is_flag=True, help="With --fix or --diff: mend what somebody might mind, too."
)
@click.option("--diff", is_flag=True, help="Write nothing; show what --fix would change.")
@_codes("--select", "The rules that apply: codes, beginnings of codes, names, or ALL.")
@_codes("--ignore", "Rules that do not apply.")
@_codes("--extend-select", "Rules that apply besides.")
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    help="Of the report.  [default: full on a terminal, else concise]",
)
@click.option("-o", "--output-file", metavar="FILE", help="Write the report to a file.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even if something was found.")
@click.option("--config", metavar="FILE", help="A configuration, instead of the nearest one.")
@click.option("--isolated", is_flag=True, help="Heed no configuration.")
@click.option("--stdin-filename", metavar="NAME", help="What standard input is called.")
@click.option(
    "--force-exclude",
    is_flag=True,
    help="Take files that are named as if found in a folder: pass over what is excluded or no digest.",
)
@click.option("--show-files", is_flag=True, help="Only list the files that would be checked.")
@click.option("--project-root", metavar="FOLDER", help="What references mean: the digests in this folder.")
@click.option(
    "--jobs", type=click.IntRange(1), metavar="N", help="Processes.  [default: as many as it is worth]"
)
@plugin_options
@click.pass_context
def check(ctx: click.Context, /, **given: Any) -> None:
    """Check digests by all rules, or by those that are selected.

    A folder stands for the digests in it, without what git ignores; - for standard input; nothing for this
    folder. Exit status: 0 nothing found, 1 something, 2 misuse or a file that cannot be read.
    """
    try:
        _Run(ctx, **given).run()
    except ConfigError as error:
        raise Trouble(str(error)) from error


class _Run:
    """One run of the command."""

    def __init__(self, ctx: click.Context, *, paths: tuple[str, ...], **given: Any) -> None:
        self.paths = paths or (os.curdir,)
        self.given = given
        self.failed = False
        if given["isolated"] and given["config"]:
            raise click.UsageError("--isolated and --config exclude each other")
        self.configuration = self._configure()
        ctx.ensure_object(dict)["configuration"] = self.configuration
        find_plugins(ctx)
        self.checker = Checker(self.configuration, plugins=load_plugins(ctx))
        self.corpus: Corpus | None = None
        self.held: dict[Path | None, Document] = {}  # what can be read only once, or has no file
        self._last: Document | None = None

    def _configure(self) -> Configuration:
        given = self.given
        if given["isolated"]:
            found = Configuration()
        elif given["config"]:
            found = load_configuration(given["config"])
        else:
            found = find_configuration(os.curdir)
        changes: dict[str, Any] = {
            "extend_select": (*found.extend_select, *given["extend_select"]),
            "ignore": (*found.ignore, *given["ignore"]),
        }
        if given["select"]:
            changes["select"] = given["select"]
        if given["project_root"]:
            changes["corpus"] = (os.path.abspath(given["project_root"]),)
        return attrs.evolve(found, **changes)

    def _cannot_read(self, error: OSError, path: Path | None = None) -> None:
        complain(error, path)
        self.failed = True

    def _files(self) -> list[Found]:
        try:
            return list(
                find_files(
                    self.paths,
                    exclude=self.configuration.exclude,
                    root=self.configuration.root,
                    force_exclude=self.given["force_exclude"],
                    on_error=self._cannot_read,
                )
            )
        except ValueError as error:
            raise ConfigError(f"exclude: {error}") from error

    def run(self) -> None:
        """Check, mend, report."""
        files = self._files()
        if not files and not self.failed:
            complain("no files to check")
        if self.given["show_files"]:
            lines = "".join(f"{harmless_line(found.path.as_posix())}\n" for found in files)
            standard_output().write(lines.encode("utf-8", "backslashreplace"))
            sys.exit(2 if self.failed else 0)
        # What a rule of a plugin prints is no part of the report.
        with contextlib.redirect_stdout(sys.stderr):
            self._check(files)

    def _check(self, files: list[Found]) -> None:
        outcomes = check_files(self._held(files), self.checker, self._settings(), self.given["jobs"])
        checked = [outcome for outcome in outcomes if self._is_checked(outcome)]
        left_alone = sum(outcome.is_other for outcome in outcomes)
        if self.checker.needs_corpus:
            checked = self._among_others(checked)
        changed = self._mend(checked) if self.given["mend"] or self.given["diff"] else 0
        say_left_alone(left_alone)
        diagnostics = [one for outcome in checked for one in outcome.diagnostics]
        if not self.given["diff"]:
            self._report(diagnostics, len(checked))
        bad = changed > 0 if self.given["diff"] else any(one.severity != "info" for one in diagnostics)
        sys.exit(2 if self.failed else 1 if bad and not self.given["exit_zero"] else 0)

    def _settings(self) -> dict[str, Any]:
        plugins = self.checker.plugins
        return {"disabled": plugins.disabled, "required": plugins.required, "strict": plugins.strict}

    def _held(self, files: list[Found]) -> list[Found | Document]:
        """The files, with standard input and pipes read already: they can be read only once."""
        made: list[Found | Document] = []
        for found in files:
            path: Path | None = found.path
            if path == STDIN:
                name = self.given["stdin_filename"]
                path = None if name is None else Path(name)
                if path is not None and any(other.path == path for other in files):
                    raise click.UsageError(f"--stdin-filename: {name} is checked itself")
            elif not (found.named and is_pipe(found.path)):
                made.append(found)
                continue
            try:
                data = standard_input().read() if found.path == STDIN else read_file(found.path)
            except OSError as error:
                self._cannot_read(error, found.path)
                continue
            self.held[path] = parse_bytes(data, path=path)
            made.append(self.held[path])
        return made

    def _is_checked(self, outcome: Outcome) -> bool:
        if outcome.error is not None:
            self._cannot_read(outcome.error, outcome.path)
        return outcome.error is None and not outcome.is_other

    # -- digests among others --

    def _among_others(self, checked: list[Outcome]) -> list[Outcome]:
        """The outcomes with what the rules of a corpus find."""
        cards = {os.path.realpath(one.card.path): one.card for one in checked if one.card is not None}
        self.corpus = Corpus([*cards.values(), *self._others(set(cards))])
        made = []
        for outcome in checked:
            if outcome.card is None:
                made.append(outcome)
                continue
            try:
                found = self.checker.check_card(outcome.card, self.corpus, self.held.get(outcome.path))
            except OSError as error:
                self._cannot_read(error, outcome.path)
                continue
            together = sorted([*outcome.diagnostics, *found], key=order)
            made.append(attrs.evolve(outcome, diagnostics=together))
        return made

    def _others(self, known: set[str]) -> Iterable[Card]:
        """The cards of the digests that are not checked, but may be referred to."""
        folders = [os.path.join(self.configuration.root, folder) for folder in self.configuration.corpus]
        if not folders:
            return []
        missing = [folder for folder in folders if not os.path.exists(folder)]
        if missing:
            raise ConfigError(f"corpus: there is no {missing[0]}")
        files: list[Found | Document] = [
            found
            for found in find_files(
                folders,
                exclude=self.configuration.exclude,
                root=self.configuration.root,
                on_error=self._cannot_read,
            )
            if os.path.realpath(found.path) not in known
        ]
        quiet = Checker(Configuration(select=()), plugins=self.checker.plugins)
        outcomes = check_files(files, quiet, self._settings(), self.given["jobs"])
        return [one.card for one in outcomes if self._is_checked(one) and one.card is not None]

    # -- mending --

    def _document(self, path: Path | None) -> Document:
        """The document of a path; the last one is kept, since whoever asks mostly asks again."""
        if path in self.held:
            return self.held[path]
        assert path is not None
        if self._last is None or self._last.path != path:
            self._last = parse_bytes(read_file(path), path=path)
        return self._last

    def _mend(self, checked: list[Outcome]) -> int:
        """Mend the files, or show how; returns how many change."""
        changed = count = 0
        for index, outcome in enumerate(checked):
            if not any(one.fix is not None for one in outcome.diagnostics):
                continue
            try:
                document = self._document(outcome.path)
                mended, fixes = fix(document, self.checker.check, unsafe=self.given["unsafe_fixes"])
                if mended is document:
                    continue
                if self.given["diff"]:
                    name = "-" if outcome.path is None else str(outcome.path)
                    show_text(unified_diff(document.text, mended.text, name))
                else:
                    self._save(mended, document)
                    checked[index] = attrs.evolve(outcome, diagnostics=self._check_again(mended))
                changed += 1
                count += fixes
            except (OSError, SignalkitError) as error:
                complain(error, outcome.path)
                self.failed = True
        if not self.given["diff"]:
            if None in self.held or self.given["stdin_filename"] is not None:
                for document in self.held.values():  # a filter gives back what it got, mended or not
                    standard_output().write(document.to_bytes())
            if count:
                complain(f"{count} fixed in {changed} file{'' if changed == 1 else 's'}")
        return changed

    def _check_again(self, mended: Document) -> list[Diagnostic]:
        found = self.checker.check(mended)
        if self.corpus is not None and mended.path is not None:
            found += self.checker.check_card(card_of(mended), self.corpus, mended)
        return sorted(found, key=order)

    def _save(self, mended: Document, before: Document) -> None:
        if mended.path in self.held:
            self.held[mended.path] = mended
        else:
            assert mended.path is not None
            write_file(mended.path, mended.to_bytes(), before=before.to_bytes())
        self._last = None

    # -- reports --

    def _report(self, diagnostics: list[Diagnostic], files: int) -> None:
        target = self.given["output_file"]
        terminal = target is None and sys.__stdout__ is not None and sys.__stdout__.isatty()
        if self.given["statistics"]:
            text = _statistics(diagnostics)
        else:
            format = self.given["output_format"] or ("full" if terminal else "concise")
            colour = terminal and "NO_COLOR" not in os.environ
            context = Context(
                {code: self.checker.rules[code] for code in self.checker.codes},
                self._document,
                files,
                colour,
                __version__,
            )
            text = write_report(format, diagnostics, context)
            if terminal and format != "full":  # which does so by itself, between its colours
                text = harmless(text)
        data = text.encode("utf-8", "backslashreplace")
        if target is None:
            out = sys.stderr.buffer if self.held and self.given["mend"] else standard_output()
            out.write(data)
            out.flush()
            return
        try:
            write_file(target, data)
        except OSError as error:
            raise Trouble(f"{target}: {error.strerror or error}") from error


def _statistics(diagnostics: list[Diagnostic]) -> str:
    counts = Counter((one.code, one.rule) for one in diagnostics)
    marks = {one.code: "[*]" if one.fix.safe else "[-]" for one in diagnostics if one.fix is not None}
    lines = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    width = len(str(lines[0][1])) if lines else 0
    return "".join(
        f"{count:>{width}}  {code}  {marks.get(code, '[ ]')}  {name}\n" for (code, name), count in lines
    )
