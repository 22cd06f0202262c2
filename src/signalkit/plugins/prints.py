"""What plugins print, kept out of standard output, which belongs to the host."""

from __future__ import annotations

import io
import sys
import threading
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from signalkit.plugins.discover import Plugin


class PrintGuard:
    """Sends what a plugin prints inside a `with` block to standard error; the first time, it is named there.

    Other threads are not affected. Guards nest; one without a plugin is for code of the host that a plugin
    calls, which prints where it would without guards.

    Args:
        plugin: whose code runs; None for the host.
        named: the plugins that were named already; it is added to them.
    """

    __slots__ = ("_before", "_named", "_plugin")

    def __init__(self, plugin: Plugin | None, named: set[Plugin] | None = None) -> None:
        self._plugin = plugin
        self._named = set() if named is None else named
        self._before: tuple[Plugin | None, set[Plugin]] = (None, self._named)

    def __enter__(self) -> None:
        self._before = (_running.plugin, _running.named)
        _running.plugin, _running.named = self._plugin, self._named
        if self._plugin is not None:
            _enter()

    def __exit__(self, *_: object) -> None:
        _running.plugin, _running.named = self._before
        if self._plugin is not None:
            _leave()


class _Running(threading.local):
    """The plugin whose code runs in this thread."""

    plugin: Plugin | None = None
    named: set[Plugin] = set()  # noqa: RUF012 (replaced as a whole)


class _Shared(io.TextIOBase):
    """Standard output for the host, standard error for plugins."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def _choose(self) -> Any:
        plugin = _running.plugin
        if plugin is None:
            return self.stream
        if plugin not in _running.named:
            _running.named.add(plugin)
            _name(plugin)
        return sys.stderr

    def write(self, text: str) -> int:
        """Write to the stream of the code that prints; a text is dropped if there is none."""
        stream = self._choose()
        return len(text) if stream is None else int(stream.write(text))

    def flush(self) -> None:
        """Flush the stream of the code that prints."""
        stream = self.stream if _running.plugin is None else sys.stderr
        if stream is not None:
            stream.flush()

    def fileno(self) -> int:
        """Return the descriptor of the stream of the code that prints."""
        return int(self._choose().fileno())

    def isatty(self) -> bool:
        """Return whether a terminal shows the stream of the code that prints."""
        stream = self.stream if _running.plugin is None else sys.stderr
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


_running = _Running()
_lock = threading.Lock()
_depth = 0  # blocks that are entered, in all threads
_shared: _Shared | None = None


def _enter() -> None:
    global _depth, _shared
    with _lock:
        _depth += 1
        if _depth == 1 and sys.stdout is not None:
            _shared = _Shared(sys.stdout)
            sys.stdout = _shared


def _leave() -> None:
    global _depth, _shared
    with _lock:
        _depth -= 1
        if _depth == 0 and _shared is not None:
            if sys.stdout is _shared:  # else other code has replaced it meanwhile
                sys.stdout = _shared.stream
            _shared = None


def _name(plugin: Plugin) -> None:
    if sys.stderr is not None:
        from signalkit.display import sanitize_line

        line = sanitize_line(
            f"signalkit: plugin {plugin} prints to standard output; redirected to this stream"
        )
        sys.stderr.write(f"{line}\n")
