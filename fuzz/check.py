"""Any document is checked by every rule, and mended: a fix takes away what it is for, and brings nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import harness

import signalkit
from signalkit import Configuration, Corpus, Diagnostic, Document
from signalkit.checking import Checker
from signalkit.checking.fixing import fix
from signalkit.checking.suppression import Comment, Suppressions
from signalkit.corpus import card_of
from signalkit.plugins import PluginManager
from signalkit.syntax.text import apply_edits

# Of the form of the whole file, any fix may leave something to do.
CHECKER = Checker(Configuration(select=("ALL",), ignore=("SK406",)), plugins=PluginManager(discover=False))
PATH = "0f343b0931126a20f133d67c2b018a3b.md"
OTHER = signalkit.parse("# __T__\n\n## Closest\n\n* [T](0f343b0931126a20f133d67c2b018a3b)", path="x.md")


def diagnose(doc: Document) -> list[Diagnostic]:
    """Apply all rules of single documents; none of them may fail."""
    found = CHECKER.check(doc)
    for one in found:
        assert not one.message.startswith("this rule of "), one.message
        assert 0 <= one.span.start <= one.span.end <= len(doc.text)
        assert one.message
        assert "\n" not in one.message
    return found


def codes(found: Sequence[Diagnostic]) -> Counter[str]:
    """How often each rule found something."""
    return Counter(one.code for one in found)


def check_fixes(doc: Document, found: Sequence[Diagnostic]) -> None:
    """Each fix by itself, then all together."""
    before = codes(found)
    for one in [one for one in found if one.fix is not None][:12]:
        assert one.fix is not None
        rule = CHECKER.rules[one.code]
        for edit in one.fix.edits:
            assert one.span.start <= edit.span.start <= edit.span.end <= one.span.end, one.code
        mended = Document(apply_edits(doc.text, one.fix.edits), path=PATH)
        after = codes(diagnose(mended))
        assert after[one.code] < before[one.code], f"{one.code} is still there"
        if not rule.changes:
            assert mended.digest == doc.digest, f"{one.code} changes the digest"
            assert not after - before, f"{one.code} brings {after - before}"
    for unsafe in (False, True):
        mended, count = fix(doc, CHECKER.check, unsafe=unsafe)
        assert (count == 0) == (mended is doc)
        assert fix(mended, CHECKER.check, unsafe=unsafe)[1] == 0
        assert unsafe or len(CHECKER.check(mended)) <= len(found)


def is_quiet(comments: Sequence[Comment], code: str, name: str, line: int) -> bool:
    """Whether a finding is kept quiet, comment by comment; the switch that comes last decides."""
    off = False
    for one in comments:
        if one.codes and not {code, name} & set(one.codes):
            continue
        if one.kind == "disable-file" or (one.kind, one.line) in (
            ("disable-line", line),
            ("disable-next-line", line - 1),
        ):
            return True
        if one.kind in ("disable", "enable") and one.line <= line:
            off = one.kind == "disable"
    return off


def check_suppressions(doc: Document) -> None:
    """Comments keep quiet what they say."""
    quiet = Suppressions(doc)
    comments = quiet.comments
    named = {code for comment in comments for code in comment.codes} & set(CHECKER.rules)
    lines = {comment.line + step for comment in comments[:20] for step in (-1, 0, 1, 2)}
    for code in {*list(named)[:4], "SK301"}:
        name = CHECKER.rules[code].name
        for line in lines:
            expected = is_quiet(comments, code, name, line)
            assert quiet.is_suppressed(code, name, line) == expected, (code, line)


def check(data: bytes) -> None:
    """Assert the laws of checks and fixes."""
    doc = Document(data.decode("utf-8", "surrogateescape"), path=PATH)
    found = diagnose(doc)
    check_fixes(doc, found)
    if "signalkit-" in doc.text:
        check_suppressions(doc)
    card = card_of(doc)
    for one in CHECKER.check_card(card, Corpus([card, card_of(OTHER)]), doc):
        assert not one.message.startswith("this rule of "), one.message


def seeds() -> list[bytes]:
    """Digests, and the examples of the rules."""
    rules = CHECKER.rules.values()
    examples = [text for rule in rules for text in (rule.failing, rule.passing)]
    return harness.digest_files() + [text.encode("utf-8", "surrogateescape") for text in examples]


if __name__ == "__main__":
    rules = CHECKER.rules.values()
    harness.run(
        check, seeds, [*harness.TOKENS, *(rule.code for rule in rules), *(rule.name for rule in rules)]
    )
