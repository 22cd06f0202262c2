"""The documents on their way to an exporter, and the one that it is writing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from signalkit.errors import UnrepresentableError
from signalkit.exchange.records import Exportable, find_text
from signalkit.plugins.prints import PrintGuard

_SURROGATE = re.compile("[\ud800-\udfff]")


class Feed:
    """An iterator of documents that remembers how it went.

    Args:
        documents: what to iterate over.

    Attributes:
        current: the document taken last; None before the first and after the last.
        count: how many documents were taken.
        failure: what the iterator of the documents raised. It is raised again each time the next document is
            asked for, so that an exporter that catches it gets no further.
    """

    def __init__(self, documents: Iterator[Exportable]) -> None:
        self._documents = documents
        self.current: Exportable | None = None
        self.count = 0
        self.failure: BaseException | None = None

    def __iter__(self) -> Feed:
        return self

    def __next__(self) -> Exportable:
        if self.failure is not None:
            raise self.failure
        self.current = None
        try:
            with PrintGuard(None):
                document = next(self._documents)
        except StopIteration:
            raise
        except BaseException as error:
            if isinstance(error, UnrepresentableError) and error.document is None:
                error.document = f"digest {self.count + 1}"
            self.failure = error
            raise
        self.current = document
        self.count += 1
        return document

    def is_finished(self) -> bool:
        """Return whether all documents were taken, by asking for another.

        Raises:
            BaseException: If the iterator of the documents raised it, or raises it now.
        """
        count, current = self.count, self.current
        try:
            next(self)
        except StopIteration:
            return True
        self.count, self.current = count, current
        return False

    def name(self) -> str:
        """Name the current document by its file, its id, or else its number."""
        path = getattr(self.current, "path", None)
        name = str(path) if path is not None else getattr(self.current, "id", None)
        return name or f"digest {self.count}"

    def refusal(self) -> UnrepresentableError | None:
        """Make the error for a current document that UTF-8 cannot hold; None if it can."""
        found = None if self.current is None else find_text(self.current, _SURROGATE)
        if found is None:
            return None
        reason = "invalid UTF-8 cannot be exported; correct it first"
        return UnrepresentableError(*found, reason, document=self.name())
