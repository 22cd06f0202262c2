"""Hypothesis' entry point: how to make a `Digest`; outside `testing`, which loads Hypothesis whole."""

from __future__ import annotations

from typing import Any


def register() -> None:
    """Register the strategies with Hypothesis, which calls this on import; each is made on first use."""
    from hypothesis import strategies as st

    from signalkit.model.digest import Digest

    def resolve(_: Any) -> st.SearchStrategy[Digest]:
        from signalkit.testing.strategies import digests

        return digests()

    st.register_type_strategy(Digest, resolve)
