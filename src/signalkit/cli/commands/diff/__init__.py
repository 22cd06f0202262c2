"""``signalkit diff``: what to compare, comparing, git."""
