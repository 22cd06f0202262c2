"""``python -m signalkit``."""

from signalkit.cli import main

main(prog_name="signalkit")
