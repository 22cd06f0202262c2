"""Hypothesis strategies for digests and digest files, for our tests and for plugin authors'.

Needs ``signalkit[testing]``.
"""

from signalkit.testing.strategies import digests, documents, messy_text

__all__ = ["digests", "documents", "messy_text"]
