"""`functools.cached_property` without its lock, dropped in Python 3.12; it costs 3 % of a parse."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING or sys.version_info >= (3, 12):
    from functools import cached_property
else:
    _T = TypeVar("_T")

    class cached_property(Generic[_T]):  # noqa: N801 (it stands in for the one of functools)
        """A property that is computed once and then found in the instance's dict."""

        def __init__(self, compute: Callable[[Any], _T]) -> None:
            self._compute = compute
            self._name = compute.__name__
            self.__doc__ = compute.__doc__

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            if instance is None:
                return self
            value = instance.__dict__[self._name] = self._compute(instance)
            return value


__all__ = ["cached_property"]
