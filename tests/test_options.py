"""Options that a format or a rule cannot have: each is refused where the class is used, with its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from signalkit import CorpusRule, Document, Exporter, Finding, Importer, Rule, hookimpl
from signalkit.cli.commands.export import export
from signalkit.cli.commands.import_ import import_
from signalkit.cli.formats import Formats
from signalkit.exchange import option
from signalkit.plugins import PluginManager
from tests.support import bad_plugins


def exporter(options: type) -> Exporter[Any]:
    return Exporter(name="up", title="Up", write=lambda documents, out, given: None, options=options)


def importer(options: type) -> Importer[Any]:
    return Importer(name="up", title="Up", read=lambda source, given: [], options=options)


def nothing(document: Document, options: object = None) -> list[Finding]:
    return []


def rule(**facts: Any) -> Rule:
    texts: dict[str, Any] = {"title": "Up.", "why": "So.", "failing": "", "passing": ""}
    every: dict[str, Any] = {"code": "UP001", "name": "up", **texts, "check": nothing, **facts}
    return Rule(**every)


def options_with(**fields: Any) -> type:
    return attrs.make_class("Options", fields, frozen=True)


class Plugin:
    """A plugin with both formats, which have one option."""

    options = options_with(plain=option("", help="Nothing."))

    @hookimpl
    def signalkit_exporters(self) -> list[Exporter]:
        return [exporter(self.options)]

    @hookimpl
    def signalkit_importers(self) -> list[Importer]:
        return [importer(self.options)]


@pytest.mark.parametrize(("make", "group"), [(exporter, export), (importer, import_)])
def test_no_option_is_called_like_one_of_the_command_line(
    make: Callable[[type], Any], group: Formats
) -> None:
    plugins = PluginManager(discover=False)
    plugins.register(Plugin(), "up")
    taken = {"help"}
    for param in group.find(plugins, "up").params:
        flags = [flag.lstrip("-").replace("-", "_") for flag in param.opts if flag.startswith("--")]
        taken.update({str(param.name), *flags} - {"plain"})
    assert len(taken) > 3
    for name in sorted(taken):
        with pytest.raises(TypeError, match=f"^option '{name}': this name is taken$"):
            make(options_with(**{name: option("", help="Nothing.")}))


@pytest.mark.parametrize("make", [exporter, importer, lambda options: rule(options=options)])
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            {"loud": option(True, help="Up."), "no_loud": option("", help="Down.")},
            "option 'no_loud': this name is taken, it turns 'loud' off",
        ),
        (
            {"way": option("left", help="Up.", choices=["up", "down"])},
            "option 'way': default: expected one of up, down, got 'left'",
        ),
        (
            {"ways": option(("up", "left"), help="Up.", choices=["up", "down"])},
            "option 'ways': default: expected one of up, down, got ('up', 'left')",
        ),
        (
            {"times": option(1, help="Up.", choices=["1"])},
            "option 'times': default: expected one of 1, got 1",
        ),
    ],
)
def test_options_that_the_command_line_cannot_give_are_refused(
    make: Callable[[type], Any], fields: dict[str, Any], reason: str
) -> None:
    with pytest.raises(TypeError) as caught:
        make(options_with(**fields))
    assert str(caught.value) == reason


def test_what_is_off_by_default_has_no_opposite() -> None:
    exporter(options_with(loud=option(False, help="Up."), no_loud=option("", help="Down.")))


class Tricky(str):
    """A text that is equal to none."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


def test_a_name_is_a_plain_text() -> None:
    """One of a class that compares in its own way could pass for a name that is reserved."""
    for make in (bad_plugins.make_exporter, bad_plugins.make_importer):
        with pytest.raises(ValueError, match="expected lower-case words"):
            make(lambda *_: None, name=Tricky("jsonl"))
    for facts in ({"code": Tricky("SK101")}, {"name": Tricky("too-many-cells")}):
        with pytest.raises(ValueError, match="expected something like"):
            rule(**facts)


@pytest.mark.parametrize("cls", [Rule, CorpusRule])
def test_an_unknown_fact_of_a_rule_is_named_with_its_class(cls: Callable[..., object]) -> None:
    with pytest.raises(TypeError, match=rf"^{cls.__name__}\(\) got an unexpected keyword argument 'sev'"):
        cls(sev="error")


@pytest.mark.parametrize("facts", [{"example": 3}, {"passing_example": None}])
def test_the_names_of_examples_are_texts(facts: dict[str, object]) -> None:
    with pytest.raises(TypeError, match=f"'{next(iter(facts))}' must be <class 'str'>"):
        rule(**facts)
