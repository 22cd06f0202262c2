"""Demands on the options of an exporter."""

from __future__ import annotations

from signalkit.errors import OptionError
from signalkit.options import make_options, options_of
from signalkit.testing.demands import broken
from signalkit.testing.formats import FormatConformance, applies

_BAD = b"bytes"


class Settings(FormatConformance):
    """Options have help, and refuse what they do not take."""

    def test_an_unknown_option_is_named_with_those_that_there_are(self) -> None:
        """An unknown option is refused, and the error lists the options."""
        __tracebackhide__ = True
        exporter = self._trial.exporter
        message = _refusal(exporter.name, exporter.options, "no_such_option", 1)
        if message is None:
            broken(
                "the option 'no_such_option' is taken",
                expected="an unknown option is refused",
                fix="list the options as attributes of the options class; take no **kwargs",
            )
        missing = [one.name for one in options_of(exporter.options) if one.name not in message]
        if missing:
            broken(
                f"the error about an unknown option does not name {missing[0]!r}: {message}",
                expected="the error lists all options",
                fix="let signalkit make the options; raise no OptionError of your own for unknown names",
            )

    @applies(lambda cls: cls.exporter is not None and bool(options_of(cls.exporter.options)))
    def test_a_value_of_another_type_is_refused(self) -> None:
        """An option refuses a value of another type, by its name."""
        __tracebackhide__ = True
        exporter = self._trial.exporter
        for option in options_of(exporter.options):
            message = _refusal(exporter.name, exporter.options, option.name, _BAD)
            if message is None or option.name not in message:
                found = "is taken" if message is None else f"is refused without its name: {message}"
                broken(
                    f"{option.name}={_BAD!r} {found}",
                    expected="a value of another type is refused, with the name of the option",
                    fix="make the option with option(default, help=…)",
                )

    @applies(lambda cls: cls.exporter is not None and bool(options_of(cls.exporter.options)))
    def test_every_option_has_help(self) -> None:
        """The help of each option is a sentence."""
        __tracebackhide__ = True
        for option in options_of(self._trial.exporter.options):
            if not option.help.endswith("."):
                broken(
                    f"the help of option {option.name!r} is {option.help!r}",
                    expected="a sentence that ends with a full stop",
                    fix="describe the option: option(default, help='…')",
                )


def _refusal(name: str, options: type, option: str, value: object) -> str | None:
    """Return the message by which an option is refused; None if it is taken."""
    try:
        make_options(name, options, {option: value})
    except OptionError as error:
        return str(error)
    return None
