"""The formats that signalkit brings itself: one module a format, each a plugin like anybody's."""
