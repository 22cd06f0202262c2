"""What a test asserts about digest files."""

from __future__ import annotations

import os

from signalkit.checking.config import Configuration
from signalkit.checking.reports import Context, write_report
from signalkit.checking.run import check
from signalkit.display import counted
from signalkit.document import Document, load


def assert_valid(
    what: Document | str | os.PathLike[str],
    *,
    config: Configuration | str | os.PathLike[str] | None = None,
) -> None:
    """Assert that `check` finds nothing in a digest but information.

    Args:
        what: a document, or the path of a file.
        config: a configuration, or the path of a file with one; the defaults if None.

    Raises:
        AssertionError: If it finds an error or a warning; the message is the report of `signalkit check`.
        ConfigError: If the configuration cannot be used; see `check`.
        OSError: If the file cannot be read.
        TypeError: If `what` is neither a document nor a path.
    """
    __tracebackhide__ = True  # pytest shows the report alone
    if not isinstance(what, Document):
        if not isinstance(what, (str, os.PathLike)):
            raise TypeError(f"expected a Document or a path, got {type(what).__name__}")
        what = load(what)
    document = what
    found = [one for one in check(document, config=config) if one.severity != "info"]
    if found:
        name = "digest" if document.path is None else str(document.path)
        report = write_report("full", found, Context({}, lambda _: document))
        raise AssertionError(f"{counted(len(found), 'problem')} in {name}\n\n{report}")
