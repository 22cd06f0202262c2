"""The options of formats; those of rules are made in the same way."""

from __future__ import annotations

from signalkit.options import NoOptions, Option, make_options, option, options_of

__all__ = ["NoOptions", "Option", "make_options", "option", "options_of"]
