"""What plugins print, kept out of standard output, which belongs to the host."""

from __future__ import annotations

import io
import sys
import threading
from typing import TYPE_CHECKING, Any, BinaryIO

from signalkit.errors import Ended

if TYPE_CHECKING:
    from signalkit.plugins.discover import Plugin


class PrintGuard:
    """Sends what a plugin prints inside a `with` block to standard error; the first time, it is named there.

    Guards nest; one without a plugin is for code of the host that a plugin calls, which prints where it would
    without guards. Other threads are not affected. At the end of the block, a signal that the plugin has
    caught is raised again.

    Args:
        plugin: whose code runs; None for the host.
        named: the plugins that were named already; it is added to them.
    """

    __slots__ = ("_block",)

    def __init__(self, plugin: Plugin | None, named: set[Plugin] | None = None) -> None:
        self._block = (plugin, set() if named is None else named)

    def __enter__(self) -> None:
        blocks = _here.blocks
        blocks.append(self._block)
        if len(blocks) == 1:
            _enter()

    def __exit__(self, *_: object) -> None:
        blocks = _here.blocks
        blocks.pop()
        if not blocks:
            _leave()
        if Ended.pending is not None:
            raise Ended.pending


class _Here(threading.local):
    """The blocks that this thread is in: the plugin of each, and the plugins that were named already."""

    def __init__(self) -> None:
        self.blocks: list[tuple[Plugin | None, set[Plugin]]] = []


class _Shared(io.TextIOBase):
    """Standard output for the host, standard error for plugins."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def _choose(self) -> Any:
        plugin, named = _innermost()
        if plugin is None:
            return self.stream
        if plugin not in named:
            named.add(plugin)
            _name(plugin)
        return sys.stderr

    def write(self, text: str) -> int:
        """Write to the stream of the code that prints; a text is dropped if there is none."""
        stream = self._choose()
        return len(text) if stream is None else int(stream.write(text))

    def flush(self) -> None:
        """Flush the stream of the code that prints."""
        stream = self.stream if _innermost()[0] is None else sys.stderr
        if stream is not None:
            stream.flush()

    def fileno(self) -> int:
        """Return the descriptor of the stream of the code that prints."""
        return int(self._choose().fileno())

    def isatty(self) -> bool:
        """Return whether a terminal shows the stream of the code that prints."""
        stream = self.stream if _innermost()[0] is None else sys.stderr
        return stream is not None and bool(stream.isatty())

    def writable(self) -> bool:
        """Return True."""
        return True

    def close(self) -> None:
        """Do nothing: a plugin may not close what others print to."""

    @property
    def buffer(self) -> BinaryIO:
        """The binary stream of the code that prints."""
        found: BinaryIO = self._choose().buffer
        return found

    def __getattribute__(self, name: str) -> Any:
        if name in ("encoding", "errors"):  # which the class has, too
            return getattr(self.stream, name)
        return super().__getattribute__(name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["stream"], name)


_here = _Here()
_lock = threading.Lock()
_depth = 0  # threads that are in a block
_shared: _Shared | None = None


def _innermost() -> tuple[Plugin | None, set[Plugin]]:
    return _here.blocks[-1] if _here.blocks else (None, set())


def _enter() -> None:
    global _depth, _shared
    with _lock:
        _depth += 1
        if _depth == 1 and sys.stdout is not None and sys.stdout is not _shared:
            if _shared is None or _shared.stream is not sys.stdout:
                _shared = _Shared(sys.stdout)
            sys.stdout = _shared


def _leave() -> None:
    global _depth
    with _lock:
        _depth -= 1
        if _depth == 0 and _shared is not None and sys.stdout is _shared:  # else other code has replaced it
            sys.stdout = _shared.stream


def _name(plugin: Plugin) -> None:
    if sys.stderr is not None:
        from signalkit.display import sanitize_line

        line = sanitize_line(
            f"signalkit: plugin {plugin} prints to standard output; redirected to this stream"
        )
        sys.stderr.write(f"{line}\n")
