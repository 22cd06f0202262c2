"""The report of what was found, on standard output or in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from signalkit._version import __version__
from signalkit.checking.engine import Checker
from signalkit.checking.reports import Context, write_report
from signalkit.checking.rule import Diagnostic
from signalkit.cli.commands.check.documents import Documents
from signalkit.cli.commands.check.options import Options
from signalkit.cli.commands.check.summary import summarize
from signalkit.cli.output import CommandError, Output
from signalkit.cli.terminal import columns_of, is_terminal, use_colour
from signalkit.display import sanitize
from signalkit.store.atomic import write_file


def report(
    diagnostics: Sequence[Diagnostic],
    files: int,
    checker: Checker,
    documents: Documents,
    options: Options,
    output: Output,
) -> bool:
    """Write the report; whether there is more in it than information.

    Args:
        diagnostics: What was found.
        files: How many files were checked.
        checker: The rules.
        documents: The files.
        options: Of the command line.
        output: Where the report goes, unless `-o` names a file.

    Raises:
        CommandError: If the file that `-o` names cannot be written.
    """
    shown_on = (
        None if options.output_file else output.stderr if _is_filter(documents, options) else output.stdout
    )
    is_shown = is_terminal(shown_on)
    if options.statistics:
        text = _statistics(diagnostics)
    else:
        format = options.output_format or ("full" if is_shown else "concise")
        context = Context(
            rules={code: checker.rules[code] for code in checker.codes},
            document=documents.read,
            files=files,
            colour=use_colour(shown_on),
            width=columns_of(shown_on) if is_shown else 100,
            version=__version__,
        )
        text = write_report(format, diagnostics, context)
        if is_shown and format != "full":  # which does so by itself, between its colours
            text = sanitize(text)
    data = text.encode("utf-8", "backslashreplace")
    if options.output_file is not None:
        try:
            write_file(options.output_file, data)
        except OSError as error:
            raise CommandError(f"{options.output_file}: {error.strerror or error}") from error
    elif _is_filter(documents, options):
        output.messages.write(data)
        output.messages.flush()
    else:
        output.write(data)
    for line in summarize(diagnostics, files, options):
        output.note(line)
    return any(one.severity != "info" for one in diagnostics)


def _is_filter(documents: Documents, options: Options) -> bool:
    """Return whether standard output has the documents, so that the report goes to standard error."""
    return bool(documents.held) and options.fix


def _statistics(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a line for each rule that found something, the most frequent first."""
    counts = Counter((one.code, one.rule) for one in diagnostics)
    marks = {one.code: "[*]" if one.fix.safe else "[-]" for one in diagnostics if one.fix is not None}
    lines = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    width = len(str(lines[0][1])) if lines else 0
    return "".join(
        f"{count:>{width}}  {code}  {marks.get(code, '[ ]')}  {name}\n" for (code, name), count in lines
    )
