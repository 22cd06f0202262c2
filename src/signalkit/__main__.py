"""``python -m signalkit``."""

from signalkit.cli.main import main

main()
