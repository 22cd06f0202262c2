"""Hypothesis' entry point: tells it how to make our types, once somebody asks for one."""

from __future__ import annotations


def register() -> None:
    """Called by Hypothesis when it is imported; imports nothing of signalkit's until a type is resolved."""
    import sys

    from hypothesis import strategies as st

    def register_all() -> None:
        from signalkit.digest import Digest
        from signalkit.testing.strategies import digests

        st.register_type_strategy(Digest, digests())

    if "signalkit.digest" in sys.modules:
        register_all()
    else:
        import importlib.abc
        import importlib.machinery

        class Finder(importlib.abc.MetaPathFinder):
            def find_spec(self, name: str, path: object = None, target: object = None) -> None:
                if name == "signalkit.testing":
                    sys.meta_path.remove(self)
                    register_all()

        sys.meta_path.insert(0, Finder())
