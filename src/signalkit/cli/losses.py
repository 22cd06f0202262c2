"""Text that a digest file has and a digest has not: reported by what shows or converts digests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from signalkit.cli.output import Output
from signalkit.display import counted
from signalkit.document import Document

_MOST = 10
"""As many files as are reported one by one."""


class Losses:
    """The files among some documents that have text in no field of the digest.

    Args:
        output: Where they are reported.
        action: What is not done with the text: "exported".
    """

    def __init__(self, output: Output, action: str) -> None:
        self._output = output
        self._action = action
        self._places: list[str] = []
        self._count = 0

    def watch(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield documents as they are, and remember those that have such text."""
        for document in documents:
            if document.unread:
                self._count += 1
                if self._count <= _MOST:
                    name = "-" if document.path is None else document.path
                    self._places.append(f"{name}:{document.position(document.unread[0].start)[0]}")
            yield document

    def report(self) -> None:
        """Report the files, their number, and what shows the text; nothing if there are none."""
        advice = "run signalkit check for details"
        for place in self._places:
            reason = f"text is not {self._action}"
            self._output.complain(f"{reason}; {advice}" if self._count == 1 else reason, place)
        if self._count > 1:
            text = f"text that is not {self._action}"
            self._output.complain(f"{counted(self._count, 'file')} contain {text}; {advice}")
