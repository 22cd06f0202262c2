"""A `functools.cached_property` whose value is the same object in all threads, without a lock.

The one of Python 3.11 has a lock, which costs 3 % of a parse; those since 3.12 let each of several threads
that ask at once keep a value of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from functools import cached_property
else:
    _T = TypeVar("_T")

    class cached_property(Generic[_T]):  # noqa: N801 (it replaces the one of functools)
        """A property that is computed once and then found in the instance's dict.

        Threads that ask at once may each compute it; all of them get the value of the first.
        """

        def __init__(self, compute: Callable[[Any], _T]) -> None:
            self._compute = compute
            self._name = compute.__name__
            self.__doc__ = compute.__doc__

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            if instance is None:
                return self
            return instance.__dict__.setdefault(self._name, self._compute(instance))


__all__ = ["cached_property"]
