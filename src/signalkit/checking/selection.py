"""Which rules apply: by code, by the beginning of a code, by name, or ``ALL``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import attrs

from signalkit.checking.config import Configuration
from signalkit.checking.rule import BaseRule, CorpusRule, Rule, Severity
from signalkit.errors import ConfigError, did_you_mean
from signalkit.store.ignore import check_pattern, matches


@attrs.frozen(eq=False, repr=False)
class Applicable:
    """The rules that apply to one file, in order of their codes.

    Attributes:
        codes: the codes of all.
        rules: those that check a document by itself.
        corpus_rules: those that check it among others.
    """

    codes: frozenset[str]
    rules: tuple[Rule, ...]
    corpus_rules: tuple[CorpusRule, ...]


class Selection:
    """The rules that a configuration selects, as a whole and for each file.

    Args:
        rules: all rules by code, in order.
        configuration: selects among them.

    Raises:
        ConfigError: If the configuration names an unknown rule, or has an invalid pattern.

    Attributes:
        codes: the codes of the rules that apply where no pattern says otherwise.
        severity: the severity of each rule, selected or not, by code.
    """

    def __init__(self, rules: Mapping[str, Rule | CorpusRule], configuration: Configuration) -> None:
        self._rules = rules
        self._root = configuration.root
        self.codes = frozenset(
            select(
                rules,
                chosen=configuration.select,
                extended=configuration.extend_select,
                ignored=configuration.ignore,
            )
        )
        self.severity: dict[str, Severity] = {code: rule.severity for code, rule in rules.items()}
        for selector, severity in configuration.severity.items():
            self.severity |= dict.fromkeys(resolve(selector, rules, "severity"), severity)
        self._ignores = [
            (pattern, set().union(*(resolve(one, rules, "per-file-ignores") for one in selectors)))
            for pattern, selectors in configuration.per_file_ignores.items()
        ]
        for pattern in configuration.per_file_ignores:
            try:
                check_pattern(pattern)
            except ValueError as error:
                raise ConfigError(f"per-file-ignores: {error}") from error
        self._with_codes = lru_cache(maxsize=64)(self._make)

    def _make(self, codes: frozenset[str]) -> Applicable:
        found = [rule for code, rule in self._rules.items() if code in codes]
        return Applicable(
            codes,
            tuple(rule for rule in found if isinstance(rule, Rule)),
            tuple(rule for rule in found if isinstance(rule, CorpusRule)),
        )

    def applicable_to(self, path: Path | None) -> Applicable:
        """Select the rules that apply to a file.

        Args:
            path: of the file; None if it has none, so that no pattern matches.
        """
        codes = self.codes
        if path is not None:
            for pattern, ignored in self._ignores:
                if matches(pattern, path, self._root):
                    codes -= ignored
        return self._with_codes(codes)


def resolve(selector: str, rules: Mapping[str, BaseRule], where: str) -> set[str]:
    """Resolve a selector to the codes that it means.

    Args:
        selector: ``"SK301"``, ``"SK3"``, ``"missing-title"``, ``"ALL"``.
        rules: all rules by code.
        where: the setting that contains it, for the message of an error.

    Raises:
        ConfigError: If it means none.
    """
    if selector == "ALL":
        return set(rules)
    found = {code for code, rule in rules.items() if rule.name == selector}
    if not found and selector and selector[0].isupper():
        found = {code for code in rules if code.startswith(selector)}
    if not found:
        raise ConfigError(f"{where}: unknown rule {selector!r}{hint(selector, rules)}")
    return found


def hint(selector: str, rules: Mapping[str, BaseRule]) -> str:
    """Return the end of a message about an unknown selector: what may have been meant, if anything."""
    code = selector.replace(" ", "").upper()
    if code and any(one.startswith(code) for one in rules):
        return f"; did you mean {code!r}?"
    codes = () if re.fullmatch("[A-Z]+[0-9]*", code) else rules  # one digit for another means nothing
    return did_you_mean(selector, [*codes, *(rule.name for rule in rules.values())])


def select(
    rules: Mapping[str, BaseRule],
    *,
    chosen: Iterable[str] | None,
    extended: Iterable[str] = (),
    ignored: Iterable[str] = (),
) -> set[str]:
    """Select the codes of the rules that apply.

    Args:
        rules: all rules by code.
        chosen: selectors; None for the rules that are on by default.
        extended: selectors of additional rules.
        ignored: selectors of rules that do not apply.

    Raises:
        ConfigError: If a selector means no rule.
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
