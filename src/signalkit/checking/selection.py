"""Which rules apply: by code, by the beginning of a code, by name, or ``ALL``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from signalkit.checking.rule import Rule
from signalkit.errors import ConfigError, did_you_mean


def resolve(selector: str, rules: Mapping[str, Rule], where: str) -> set[str]:
    """The codes that a selector means.

    Args:
        selector: ``"SK301"``, ``"SK3"``, ``"missing-title"``, ``"ALL"``.
        rules: all rules by code.
        where: which setting it stands in, for people.

    Raises:
        ConfigError: there is none.
    """
    if selector == "ALL":
        return set(rules)
    found = {code for code, rule in rules.items() if rule.name == selector}
    if not found and selector and selector[0].isupper():
        found = {code for code in rules if code.startswith(selector)}
    if not found:
        raise ConfigError(f"{where}: there is no rule {selector!r}{hint(selector, rules)}")
    return found


def hint(selector: str, rules: Mapping[str, Rule]) -> str:
    """The end of a sentence about a selector that means nothing: what may have been meant, or nothing."""
    code = selector.replace(" ", "").upper()
    if code and any(one.startswith(code) for one in rules):
        return f"; did you mean {code!r}?"
    codes = () if re.fullmatch("[A-Z]+[0-9]*", code) else rules  # one digit for another means nothing
    return did_you_mean(selector, [*codes, *(rule.name for rule in rules.values())])


def select(
    rules: Mapping[str, Rule],
    *,
    chosen: Iterable[str] | None,
    extended: Iterable[str] = (),
    ignored: Iterable[str] = (),
) -> set[str]:
    """The codes of the rules that apply.

    Args:
        rules: all rules by code.
        chosen: selectors; those that are on by default if None.
        extended: selectors of further ones.
        ignored: selectors of those that do not apply after all.
    """
    if chosen is None:
        codes = {code for code, rule in rules.items() if rule.default}
    else:
        codes = set().union(*(resolve(one, rules, "select") for one in chosen))
    for one in extended:
        codes |= resolve(one, rules, "extend-select")
    for one in ignored:
        codes -= resolve(one, rules, "ignore")
    return codes
