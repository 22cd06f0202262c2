"""``signalkit check``: what to check, checking, fixing and reporting."""
