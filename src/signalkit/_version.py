"""The version of signalkit, where the build and the modules find it without importing the package's names."""

__version__ = "0.1.0"
