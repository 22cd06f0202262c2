"""Options of formats and rules: an attrs class whose attributes are made by `option`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeGuard

import attrs

from signalkit.errors import ENDS, OptionError, describe, did_you_mean

_RESERVED = frozenset(
    {
        "documents",
        "force",
        "format",
        "help",
        "on_duplicate",
        "out",
        "output",
        "overwrite",
        "partial",
        "paths",
        "plugins",
        "source",
    }
)
_METADATA = "signalkit"


@attrs.frozen
class Option:
    """An option of a format or a rule, as the command line and the reference show it.

    Attributes:
        name: the attribute of the options class.
        kind: `bool`, `int`, `str`, or `tuple` for several texts.
        default: its value if it is not given.
        help: one sentence for users.
        choices: the values it takes; empty for any.
        lossy: whether a value other than the default loses content.
    """

    name: str
    kind: type
    default: Any
    help: str = ""
    choices: tuple[str, ...] = ()
    lossy: bool = False

    @property
    def key(self) -> str:
        """The option in a configuration file, e.g. ``max-words``."""
        return self.name.replace("_", "-")

    @property
    def flag(self) -> str:
        """The option on the command line, e.g. ``--note-attribute``."""
        return f"--{self.key}"

    def accepts(self, value: object) -> bool:
        """Return whether a value has the type of the option and is one of its choices, if it has any.

        Args:
            value: any; an option that takes several texts accepts one of them, too.
        """
        if self.kind is tuple:
            texts = [value] if isinstance(value, str) else value
            if not _are_texts(texts):
                return False
        elif type(value) is not self.kind:
            return value is None and self.default is None
        else:
            texts = [value]
        return not self.choices or all(one in self.choices for one in texts)


def option(
    default: Any,
    *,
    help: str,
    choices: Iterable[str] = (),
    lossy: bool = False,
    validator: Callable[[Any, Any, Any], None] | None = None,
) -> Any:
    """Make an attribute of an options class.

    Args:
        default: a bool, an int or a str, which is also the type of the option; None for an optional text; a
            tuple for several texts, which the command line takes by repeating the option.
        help: one sentence for users.
        choices: the texts it takes; empty for any.
        lossy: whether a value other than the default loses content.
        validator: an attrs validator; users see the message of its ValueError.
    """
    facts = {"help": help, "choices": tuple(choices), "lossy": lossy}
    return attrs.field(
        default=default,
        kw_only=True,
        metadata={_METADATA: facts},
        validator=validator,
        converter=_texts if isinstance(default, tuple) else None,
    )


def _are_texts(value: object) -> TypeGuard[Sequence[str]]:
    return isinstance(value, (tuple, list)) and all(isinstance(one, str) for one in value)


def _texts(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def options_of(options: type) -> tuple[Option, ...]:
    """List the options of an options class, in order.

    Args:
        options: an attrs class whose attributes are made by `option`.

    Raises:
        TypeError: If it is not an attrs class, or an option has a type, a name or a default that is not
            allowed.
    """
    if not attrs.has(options):
        raise TypeError(f"options: expected an attrs class, got {options!r}")
    found = tuple(map(_option_of, attrs.fields(options)))
    opposites = {f"no_{option.name}": option.name for option in found if option.default is True}
    for option in found:
        if option.name in opposites:
            turned_off = opposites[option.name]
            raise TypeError(f"option {option.name!r}: this name is taken, it turns {turned_off!r} off")
    return found


def _option_of(field: attrs.Attribute[Any]) -> Option:
    facts = field.metadata.get(_METADATA, {"help": ""})
    kind = str if field.default is None else type(field.default)
    is_several = isinstance(field.default, tuple) and _METADATA in field.metadata
    if kind not in (bool, int, str) and not (is_several and _are_texts(field.default)):
        raise TypeError(f"option {field.name!r}: expected a bool, int, str, None or texts as default")
    if field.name in _RESERVED or field.name.startswith("_"):
        raise TypeError(f"option {field.name!r}: this name is taken")
    if field.alias != field.name or not field.init:
        raise TypeError(f"option {field.name!r}: expected to be given by its name")
    if not isinstance(facts["help"], str):
        raise TypeError(f"option {field.name!r}: help: expected str, got {type(facts['help']).__name__}")
    option = Option(field.name, kind, field.default, **facts)
    if option.choices and not (kind in (str, tuple) and option.accepts(field.default)):
        choices = ", ".join(map(str, option.choices))
        raise TypeError(f"option {field.name!r}: default: expected one of {choices}, got {field.default!r}")
    return option


@attrs.frozen
class NoOptions:
    """The options of a format or a rule that has none."""


def make_options(format: str, cls: type, given: Mapping[str, Any]) -> Any:
    """Make the options object of a format.

    Args:
        format: the name of the format, for errors.
        cls: its options class.
        given: the values given, by name.

    Raises:
        OptionError: If an option is unknown, or does not take the value.
    """
    known = {option.name: option for option in options_of(cls)}
    for name, value in given.items():
        option = known.get(name)
        if option is None:
            valid = f"it has {', '.join(sorted(known))}" if known else "it has none"
            raise OptionError(f"{format}: no option {name!r}; {valid}{did_you_mean(str(name), known)}")
        if not option.accepts(value):
            raise OptionError(f"{format}: option {name!r} takes {_expected(option, value)}")
    return make_validated(cls, given, f"{format}: ")


def _expected(option: Option, value: Any) -> str:
    """Return what an option takes, and what it got instead."""
    if attrs.evolve(option, choices=()).accepts(value):
        texts = [value] if isinstance(value, str) else value
        return f"{', '.join(option.choices)}, not {next(one for one in texts if one not in option.choices)!r}"
    if option.kind is tuple:
        return f"one or several str, got {value!r}"
    return f"{option.kind.__name__}, got {type(value).__name__}"


def make_validated(cls: type, given: Mapping[str, Any], where: str) -> Any:
    """Make an options object of values that its options accept.

    Args:
        cls: its class.
        given: the values given, by name.
        where: the beginning of the message of an error.

    Raises:
        OptionError: If a validator refuses a value.
    """
    try:
        return cls(**given)
    except ValueError as error:  # the further arguments of attrs' own validators say nothing to users
        message = str(error.args[0]) if error.args else describe(error)
        raise OptionError(f"{where}{message}") from error
    except ENDS:
        raise
    except BaseException as error:
        raise OptionError(f"{where}{describe(error)}") from error
