"""The verbs, one module each, loaded when asked for."""
