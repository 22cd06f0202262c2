"""The pages of public names, made from the docstrings, and those of the plugins, made from their READMEs.

A page names what it shows by directives of mkdocstrings. Here, each is expanded to plain Markdown, between
two comments: see `docs.folding`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import attrs
import griffe

from docs.folding import BEGIN, END, fold
from docs.pages.markdown import code

ROOT = Path(__file__).parents[2]
WIDTH = 100
READMES = ("csv", "jsonld", "links", "opml", "xlsx")

_DIRECTIVE = re.compile(r"^::: (signalkit[\w.]*)$", re.M)
_NOT_PROSE = re.compile(r"^(?:[-*+] |>|\||#|```|\d+[.)] | {4})", re.M)
_QUOTED = re.compile(r"'([^'\"\\\n]*)'")
_NOT_SHOWN = ("NamedTuple", "Protocol", "_Format")
_TITLES = {
    "parameters": "Arguments",
    "attributes": "Attributes",
    "returns": "Returns",
    "yields": "Yields",
    "raises": "Raises",
}


def pages(folder: Path) -> dict[Path, str]:
    """Return the text of each page of the reference that has public names, and of each README.

    Args:
        folder: of the reference.
    """
    package = load_package()
    made = {}
    for path in sorted(folder.glob("*.md")):
        text = fold(path.read_text(encoding="utf-8"))
        if _DIRECTIVE.search(text):
            made[path] = _DIRECTIVE.sub(lambda match: _expand(package, match[1]), text)
    for name in READMES:
        readme = f"plugins/signalkit-{name}/README.md"
        text = (ROOT / readme).read_text(encoding="utf-8")
        made[folder / f"{name}.md"] = f"<!-- Made by `make pages` from {readme}. -->\n\n{text}"
    return made


@cache
def load_package() -> griffe.Object | griffe.Alias:
    """Return signalkit as griffe reads it, with parsed docstrings."""
    with mock.patch.object(griffe.GitInfo, "from_package", return_value=None):  # which starts git
        return griffe.load("signalkit", search_paths=[ROOT / "src"], docstring_parser="google")


def _expand(package: griffe.Object | griffe.Alias, name: str) -> str:
    """Return what a directive is expanded to."""
    module, _, last = name.rpartition(".")
    value = getattr(import_module(module), last)
    home, own = getattr(value, "__module__", ""), getattr(value, "__qualname__", "")
    path = f"{home}.{own}" if own and home.startswith("signalkit") else name
    found = package[path.removeprefix("signalkit.")]
    found = found.final_target if isinstance(found, griffe.Alias) else found
    return "\n\n".join([f"{BEGIN.format(name)}\n### {code(name)}", *_describe(found, name, value), END])


def _describe(found: griffe.Object, name: str, value: Any) -> Iterator[str]:
    """Yield the parts of the section of a name, then those of its members.

    Args:
        found: the object, as griffe reads it.
        name: its public name.
        value: the object itself.
    """
    yield from _use(found, name, value)
    yield from _docstring(found)
    if isinstance(found, griffe.Class):
        short = name.rpartition(".")[2]
        for member in _members(found):
            yield f"#### {code(f'{short}.{member.name}')}"
            yield from _use(member, f"{short}.{member.name}", None)
            yield from _docstring(member)


def _members(found: griffe.Class) -> list[griffe.Object]:
    """Return the public methods and properties of a class that have a docstring, in order."""
    members = [one for one in found.members.values() if isinstance(one, griffe.Object)]
    members = [one for one in members if one.has_docstring and not one.name.startswith("_")]
    return sorted(members, key=lambda one: one.lineno or 0)


# -- how a name is used ------------------------------------------------------------------------------------


def _use(found: griffe.Object, name: str, value: Any) -> Iterator[str]:
    """Yield the signature or the type of an object as a block of code, and its base classes."""
    if isinstance(found, griffe.Function):
        yield from (_block(_call(name, _parameters(way), way.returns)) for way in _ways(found))
    elif isinstance(found, griffe.Attribute):
        annotation = found.annotation
        written = str(found.value or "")
        is_short = annotation is None and 0 < len(written) < 40
        yield _block(f"{name}: {annotation}" if annotation else f"{name} = {written}" if is_short else name)
    elif isinstance(found, griffe.Class):
        yield from (_block(_call(name, parameters, None)) for parameters in _constructors(found, value))
        bases = [name for base in found.bases if (name := str(base).partition("[")[0]) not in _NOT_SHOWN]
        if bases:
            yield f"Base class{'es' if len(bases) > 1 else ''}: {', '.join(map(code, bases))}."


def _constructors(found: griffe.Class, value: Any) -> Iterator[list[str]]:
    """Yield the parameters of a class, in each way; none if its docstring does not offer them to programs."""
    made = found.members.get("__init__")
    if isinstance(made, griffe.Function):
        documented = {section.kind.value for section in found.docstring.parsed} if found.docstring else set()
        if "parameters" in documented or attrs.has(value):
            yield from map(_parameters, _ways(made))
    elif attrs.has(value):
        fields = sorted((one for one in attrs.fields(value) if one.init), key=lambda one: bool(one.kw_only))
        texts = [_parameter(one.alias or one.name, str(one.type), _default(one.default)) for one in fields]
        first = next((at for at, one in enumerate(fields) if one.kw_only), None)
        yield texts if first is None else [*texts[:first], "*", *texts[first:]]
    elif any(str(base) == "NamedTuple" for base in found.bases):
        yield [
            _parameter(one.name, str(one.annotation), None if one.value is None else str(one.value))
            for one in found.members.values()
            if isinstance(one, griffe.Attribute) and "property" not in one.labels
        ]


def _ways(function: griffe.Function) -> list[griffe.Function]:
    """Return a function; if it takes whatever its overloads take, return them."""
    is_open = any(one.kind is griffe.ParameterKind.var_keyword for one in function.parameters)
    return function.overloads if is_open and function.overloads else [function]


def _default(value: Any) -> str | None:
    """Return a default value as code; None without one."""
    if value is attrs.NOTHING:
        return None
    if isinstance(value, type):
        return value.__name__
    return "..." if hasattr(value, "takes_self") else repr(value)  # the former is a factory


def _parameters(function: griffe.Function) -> list[str]:
    """Return the parameters of a function as code, with ``*`` before those that take names only."""
    made: list[str] = []
    keyword = griffe.ParameterKind.keyword_only
    stars = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}
    for one in function.parameters:
        if one.name in ("self", "cls"):
            continue
        if one.kind is keyword and not any(before.startswith("*") for before in made):
            made.append("*")
        star = stars.get(one.kind, "") if one.kind else ""
        default = None if star or one.default is None else str(one.default)
        made.append(_parameter(star + one.name, str(one.annotation or ""), default))
    return made


def _parameter(name: str, annotation: str, default: str | None) -> str:
    text = f"{name}: {annotation}" if annotation else name
    return text if default is None else f"{text} = {default}" if annotation else f"{text}={default}"


def _call(name: str, parameters: list[str], returns: Any) -> str:
    """Return a signature; one parameter a line if it would be too long."""
    end = f" -> {returns}" if returns is not None else ""
    line = f"{name}({', '.join(parameters)}){end}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{name}(", *(f"    {one}," for one in parameters), f"){end}"])


def _block(text: str) -> str:
    quoted = _QUOTED.sub(r'"\1"', text)  # as the formatter of Markdown pages has it
    return f"```py\n{quoted}\n```"


# -- what a docstring says ---------------------------------------------------------------------------------


def _docstring(found: griffe.Object) -> Iterator[str]:
    """Yield the sections of a docstring as Markdown."""
    for section in found.docstring.parsed if found.docstring else ():
        kind = section.kind.value
        if kind == "text":
            yield "\n\n".join(_prose(text) for text in section.value.split("\n\n"))
        elif kind in ("returns", "yields"):
            yield _prose(f"**{_TITLES[kind]}**: " + " ".join(one.description for one in section.value))
        else:
            yield f"**{_TITLES[kind]}**\n\n" + "\n".join(_item(found, kind, one) for one in section.value)


def _item(found: griffe.Object, kind: str, entry: Any) -> str:
    """Return what a section says of a parameter, an attribute or an error as an item of a list."""
    name = code(str(entry.annotation if kind == "raises" else entry.name))
    type_ = ""
    if kind == "attributes" and isinstance(found, griffe.Class):
        member = found.all_members.get(entry.name)
        if isinstance(member, griffe.Attribute) and member.annotation is not None:
            type_ = f" ({code(str(member.annotation))})"
    text = " ".join(entry.description.split())
    return textwrap.fill(f"- {name}{type_}: {text}", WIDTH, subsequent_indent="  ", **_WRAPPING)


_WRAPPING: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}


def _prose(text: str) -> str:
    """Wrap a paragraph, unless it is something else."""
    if _NOT_PROSE.search(text):
        return text
    filled = textwrap.fill(" ".join(text.split()), WIDTH, **_WRAPPING)
    return text if _NOT_PROSE.search(filled) else filled
