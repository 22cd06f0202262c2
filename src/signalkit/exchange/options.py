"""Options of formats: an attrs class whose attributes are made by `option`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

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
        "paths",
        "plugins",
        "source",
    }
)
_METADATA = "signalkit"


@attrs.frozen
class Option:
    """An option of a format, as the command line shows it.

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
    def flag(self) -> str:
        """The option on the command line, e.g. ``--note-attribute``."""
        return f"--{self.name.replace('_', '-')}"


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
        default: a bool, an int or a str, which is also the type of the option; None for an optional text; an
            empty tuple for several texts, which the command line takes by repeating the option.
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


def _texts(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def options_of(options: type) -> tuple[Option, ...]:
    """List the options of an options class, in order.

    Args:
        options: an attrs class whose attributes are made by `option`.

    Raises:
        TypeError: If it is not an attrs class, or an option has a type or a name that is not allowed.
    """
    if not attrs.has(options):
        raise TypeError(f"options: expected an attrs class, got {options!r}")
    return tuple(map(_option_of, attrs.fields(options)))


def _option_of(field: attrs.Attribute[Any]) -> Option:
    facts = field.metadata.get(_METADATA, {"help": ""})
    kind = str if field.default is None else type(field.default)
    if kind not in (bool, int, str) and (field.default != () or _METADATA not in field.metadata):
        raise TypeError(f"option {field.name!r}: expected a bool, int, str, None or () as default")
    if field.name in _RESERVED or field.name.startswith("_"):
        raise TypeError(f"option {field.name!r}: this name is taken")
    if field.alias != field.name or not field.init:
        raise TypeError(f"option {field.name!r}: expected to be given by its name")
    if not isinstance(facts["help"], str):
        raise TypeError(f"option {field.name!r}: help: expected str, got {type(facts['help']).__name__}")
    return Option(field.name, kind, field.default, **facts)


@attrs.frozen
class NoOptions:
    """The options of a format that has none."""


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
        if option.kind is tuple:
            texts = [value] if isinstance(value, str) else value
            if not isinstance(texts, (tuple, list)) or not all(isinstance(one, str) for one in texts):
                raise OptionError(f"{format}: option {name!r} takes one or several str, got {value!r}")
        elif type(value) is not option.kind and not (value is None and option.default is None):
            kind, got = option.kind.__name__, type(value).__name__
            raise OptionError(f"{format}: option {name!r} takes {kind}, got {got}")
        else:
            texts = [] if value is None else [value]
        for one in texts if option.choices else ():
            if one not in option.choices:
                raise OptionError(f"{format}: option {name!r} takes {', '.join(option.choices)}, not {one!r}")
    try:
        return cls(**given)
    except ValueError as error:  # the further arguments of attrs' own validators say nothing to users
        raise OptionError(f"{format}: {error.args[0] if error.args else error!r}") from error
    except ENDS:
        raise
    except BaseException as error:
        raise OptionError(f"{format}: {describe(error)}") from error
