"""Options of rules: set by a configuration, checked, shown, and given to the function of the rule."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit import ConfigError, Configuration, Corpus, CorpusRule, Document, Finding, Rule, hookimpl
from signalkit.checking import Checker, option
from signalkit.checking.config import load_configuration
from signalkit.checking.options import make_rule_options
from signalkit.checking.rules import RULES
from signalkit.corpus import Card, card_of
from signalkit.options import Option, options_of
from signalkit.plugins import PluginManager
from tests.support.cli import installed, run, run_process
from tests.support.profiles import fewer

OURS = PluginManager(discover=False)
FACTS: dict[str, Any] = {"title": "T.", "why": "W.", "failing": "x", "passing": ""}


@attrs.frozen
class Limits:
    max_words: int = option(3, help="Most words.")
    strict: bool = option(False, help="Whether to be strict.")
    who: str | None = option(None, help="Who.")
    unit: str = option("words", help="What is counted.", choices=["words", "lines"])
    fields: tuple[str, ...] = option(("summary",), help="Where.", choices=["summary", "title"])


def too_long(document: Document, options: Limits) -> Iterator[Finding]:
    for field in options.fields:
        count = len(getattr(document.digest, field).split())
        if count > options.max_words:
            yield Finding(f"{field} has {count} words, more than {options.max_words}", field)


def alone(card: Card, corpus: Corpus, options: Limits) -> list[Finding]:
    return [Finding(f"fewer than {options.max_words}", "title")] if len(corpus) < options.max_words else []


class Plugin:
    @hookimpl
    def signalkit_rules(self) -> list[Rule | CorpusRule]:
        return [
            Rule(code="HSE003", name="too-long", check=too_long, options=Limits, **FACTS),
            CorpusRule(code="HSE004", name="alone", check=alone, options=Limits, **FACTS),
        ]


def manager() -> PluginManager:
    made = PluginManager(discover=False)
    made.register(Plugin(), "house")
    return made


def messages(rules: dict[str, dict[str, Any]], text: str = "# __T__\n\n## Summary\n\na b c d\n") -> list[str]:
    config = Configuration(select=("HSE",), rules=rules)
    corpus = Corpus([card_of(signalkit.parse(text, path="a.md"))])
    return [one.message for one in signalkit.check(corpus, config=config, plugins=manager())]


def test_a_configuration_sets_the_options_of_a_rule() -> None:
    assert messages({}) == ["fewer than 3", "summary has 4 words, more than 3"]
    assert messages({"HSE003": {"max-words": 4}}) == ["fewer than 3"]
    assert messages({"too-long": {"max-words": 4}, "HSE004": {"max-words": 1}}) == []
    assert messages({"HSE003": {"max-words": 0, "fields": ["title"]}})[0] == "title has 1 words, more than 0"


@pytest.mark.parametrize(
    ("name", "table"), [("signalkit.toml", "rules"), ("pyproject.toml", "tool.signalkit.rules")]
)
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[{}.HSE003]\nmax-word = 1", "[{}.HSE003] max-word: unknown option; expected one of max-words, "),
        ("[{}.HSE003]\nmax_words = 1", "did you mean 'max-words'?"),
        ("[{}.HSE003]\nmax-words = '1'", "[{}.HSE003] max-words: expected an integer, got '1'"),
        ("[{}.HSE003]\nmax-words = true", "[{}.HSE003] max-words: expected an integer, got True"),
        ("[{}.too-long]\nstrict = 1", "[{}.too-long] strict: expected true or false, got 1"),
        ("[{}.HSE003]\nunit = 'pages'", "unit: expected one of words, lines, got 'pages'"),
        ("[{}.HSE003]\nfields = ['body']", "fields: expected a list of summary, title, got ['body']"),
        ("[{}.HSE03]\nstrict = true", "[{}.HSE03]: unknown rule 'HSE03'"),
        ("[{}.too-lon]\nstrict = true", "[{}.too-lon]: unknown rule 'too-lon'; did you mean 'too-long'?"),
        ("[{}.HSE]\nstrict = true", "[{}.HSE]: unknown rule 'HSE'"),
        (
            "[{}.hse003]\nstrict = true",
            "[{}.hse003]: unknown rule 'hse003'; did you mean 'HSE003'?",
        ),
        ("[{}.SK101]\nstrict = true", "[{}.SK101]: rule SK101 has no options"),
        ("[{0}.HSE003]\n[{0}.too-long]", "[{}.too-long]: the options of HSE003 are also set by the table "),
        ("[{}.SK308]\nmax-relevancy = 0", "[{}.SK308] max-relevancy: expected at least min-relevancy, which"),
        ("[{}.SK505]\npattern = '('", "[{}.SK505] pattern: expected a regular expression, got '(': "),
        ("[{}.SK104]\ndays = -1", "[{}.SK104] days: expected at least 0, got -1"),
        ("[{}.SK108]\nschemes = []", "[{}.SK108] schemes: expected at least one scheme"),
        ("[{}]\nHSE003 = 1", "rules: HSE003: expected a table of options, got 1"),
    ],
)
def test_a_wrong_option_is_named_with_file_table_and_key(
    text: str, reason: str, name: str, table: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text.format(table))
    with pytest.raises(ConfigError) as caught:
        signalkit.check(signalkit.parse(""), config=path, plugins=manager())
    assert str(caught.value).startswith(
        f"{path}: {reason.format(table)}" if reason[0] == "[" else f"{path}: "
    )
    assert reason.format(table) in str(caught.value)
    if "unknown rule" in reason:  # nothing is meant by one digit for another, or by a prefix
        assert str(caught.value).endswith(reason.format(table))


def test_in_python_a_wrong_table_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="rules: HSE003: expected a table of options, got 1"):
        Configuration(rules={"HSE003": 1})  # type: ignore[dict-item]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner),
    max_leaves=3,
)


@fewer(2)
@given(st.sampled_from([(rule, one) for rule in RULES for one in options_of(rule.options)]), VALUES)
def test_law_a_value_is_used_or_refused(named: tuple[Rule | CorpusRule, Option], value: object) -> None:
    """No value of any type makes a rule fail: it is refused when the configuration is read."""
    rule, one = named
    config = Configuration(rules={rule.code: {one.key: value}})
    try:
        [options] = make_rule_options({rule.code: rule}, config)[rule.code]
    except ConfigError as error:
        assert str(error).startswith(f"[rules.{rule.code}] {one.key}: ")  # noqa: PT017
        return
    assert one.accepts(value)
    used = getattr(options, one.name)
    assert used == value or list(used) in (value, [value])
    document = signalkit.parse(rule.failing, path=rule.example)
    if isinstance(rule, Rule):
        findings = rule.check(document, options)
    else:
        assert rule.check is not None
        card = card_of(document)
        findings = rule.check(card, Corpus([card]), options)
    assert all(isinstance(finding, Finding) for finding in findings)


def found(text: str, code: str, **options: Any) -> list[str]:
    table = {key.replace("_", "-"): value for key, value in options.items()}
    config = Configuration(select=(code,), rules={code: table})
    corpus = Corpus([card_of(signalkit.parse(text, path="bees.md"))])
    return [one.message for one in signalkit.check(corpus, config=config, plugins=OURS)]


def test_the_options_of_our_rules() -> None:
    header = "## Issues\n\n| name | description | relevancy | mood | src |\n|---|---|---|---|---|\n"
    table = f"{header}| a | b | 7 | x | y |\n"
    assert found(table, "SK308") == ["relevancy 7 is not between 1 and 5"]
    assert found(table, "SK308", max_relevancy=7) == []
    assert found(table, "SK308", min_relevancy=8, max_relevancy=9) == ["relevancy 7 is not between 8 and 9"]
    assert found(table, "SK302") == ['Issues: unknown column "mood"']
    assert found(table, "SK302", allowed_columns=["Mood", "src"]) == []
    assert found(table, "SK302", allowed_columns=["mood"]) == ['Issues: unknown column "src"']
    assert found(table, "SK201", sections=["Issues"]) == []
    assert found(table, "SK201", sections=["Issues", "Closest"]) == ['missing section "Closest"']
    assert found("## Notes\n\nx\n", "SK205") == ['unknown section "Notes"']
    assert found("## Notes\n\nx\n", "SK205", allowed_sections=["notes"]) == []
    link = "# __T__\n\n__[External link](gemini://example.org/x)__\n"
    assert found(link, "SK108") == ['link.url: expected http or https, got "gemini"']
    assert found(link, "SK108", schemes=["https", "gemini"]) == []
    assert found(link, "SK108", schemes=["a", "b", "c"]) == ['link.url: expected a, b or c, got "gemini"']
    assert found(link.replace("//example.org", ""), "SK108", schemes=["gemini"]) == [
        "link.url: URL has no //"
    ]
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)
    future = f"# __T__, from ([{tomorrow:%Y%m%d}](https://example.org).)"
    assert found(future, "SK104") == [f"origin date {tomorrow} is in the future"]
    assert found(future, "SK104", days=1) == []
    numbered = "# __T__, from ([15908.0](https://example.org).)"
    assert found(numbered, "SK103") == ['origin label "15908.0" is not a date like 20240602']
    assert found(numbered, "SK103", pattern=r"[0-9.]+") == []
    assert found(numbered, "SK103", pattern="W[0-9]+") == ['origin label "15908.0" is not like W[0-9]+']
    closest = "# __T__\n\n## Closest\n\n* [Hives](hives)\n"
    assert found(closest, "SK505") == ['"hives" is not an id of 32 hexadecimal digits']
    assert found(closest, "SK505", pattern="[a-z]+") == []
    assert found(closest, "SK505", pattern="[a-z]") == ['"hives" is not an id like [a-z]']
    assert found("# __T__", "SK506") == ['file name "bees" is not an id of 32 hexadecimal digits']
    assert found("# __T__", "SK506", pattern="bees") == []


def test_how_many_invalid_sequences_are_reported() -> None:
    text = "# __" + "\u043c\udcff" * 3 + "__"  # not in a legacy encoding either
    assert len(found(text, "SK001")) == 3
    assert found(text, "SK001", max_sequences=2) == [
        "file is not UTF-8: 3 invalid sequences, the first is FF"
    ]


def test_a_line_that_may_have_been_wrapped_has_no_fix() -> None:
    text = f"## Keywords\n\n* {'a' * 60}\n*hives\nbees\n"

    def fixes(**table: int) -> list[bool]:
        config = Configuration(select=("SK408",), rules={"SK408": {"wrapped-length": 50, **table}})
        found = Checker(config, plugins=OURS).check(signalkit.parse(text.replace("*hives\n", "")))
        return [one.fix is not None for one in found]

    assert fixes() == [False]
    assert fixes(**{"wrapped-length": 100}) == [True]


def test_every_option_says_what_it_does() -> None:
    rules = PluginManager().rules().values()
    options = [(rule.code, one) for rule in rules for one in options_of(rule.options)]
    assert len(options) > 10
    for code, one in options:
        assert one.help.endswith("."), (code, one)


# -- the command line --------------------------------------------------------------------------------------

CODE = """
import attrs
from signalkit import CorpusRule, Finding, Rule, hookimpl
from signalkit.checking import option

@attrs.frozen
class Limits:
    max_words: int = option(3, help="Most words of a summary.")

def check(document, options):
    count = len(document.digest.summary.split())
    if count > options.max_words:
        yield Finding(f"{count} words, more than {options.max_words}", "summary")

def first(corpus, options):
    print("prepared")
    return corpus.cards[0]

def check_among(card, corpus, first, options):
    return [Finding(f"not the first, {first.id} {options.max_words}", "title")] if card != first else []

FACTS = dict(title="T.", why="W.", failing="x", passing="")

@hookimpl
def signalkit_rules():
    return [
        Rule(code="HSE003", name="too-long", check=check, options=Limits, **FACTS),
        CorpusRule(code="HSE004", name="others", prepare=first, check=check_among, options=Limits, **FACTS),
    ]
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    info = tmp_path / "site" / "house-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: house\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[signalkit]\nhouse = house\n")
    (tmp_path / "site" / "house.py").write_text(CODE)
    (tmp_path / "docs").mkdir()
    for name in "ab":
        (tmp_path / "docs" / f"{name}.md").write_text("# __T__\n\n## Summary\n\na b c d\n")
    (tmp_path / "signalkit.toml").write_text('select = ["HSE"]\n[rules.HSE003]\nmax-words = 2\n')
    (tmp_path / "other.toml").write_text('select = ["HSE"]\n[rules.too-long]\nmax-words = 4\n')
    with installed(tmp_path / "site"):
        yield tmp_path


def lines(project: Path, *arguments: str) -> list[str]:
    done = run("check", "docs", *arguments, cwd=project)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.decode().splitlines()


def test_check_uses_the_options_of_the_configuration(project: Path) -> None:
    second = "docs/b.md:1:5: HSE004 not the first, a 3 [others]"
    of_file = [f"docs/{name}.md:5:1: HSE003 4 words, more than {{}} [too-long]" for name in "ab"]
    assert lines(project) == [of_file[0].format(2), second, of_file[1].format(2)]
    assert lines(project, "--config", "other.toml") == [second]
    isolated = lines(project, "--isolated", "--select", "HSE")
    assert isolated == [of_file[0].format(3), second, of_file[1].format(3)]


@pytest.mark.process
def test_processes_use_the_same_options(project: Path) -> None:
    arguments = ("check", "docs", "--jobs", "2")
    done = run_process(*arguments, cwd=project, env={"PYTHONPATH": str(project / "site")})
    assert done.stdout.decode().splitlines() == lines(project)
    assert done.stderr.count(b"prepared") == 1


def test_rule_shows_each_option_and_its_value(project: Path) -> None:
    def options(*arguments: str) -> str:
        text = run("rule", "HSE003", *arguments, cwd=project).stdout.decode()
        return text.partition("## Options\n\n")[2]

    text = "- `max-words`: Most words of a summary. An integer; default: `3`. Current value: `{}`.\n"
    assert options() == text.format(2)
    assert options("--config", "other.toml") == text.format(4)
    assert options("--isolated") == text.format(3)
    both = run("rule", "HSE003", "--isolated", "--config", "other.toml", cwd=project)
    assert (both.returncode, b"cannot be combined" in both.stderr) == (2, True)


def test_a_wrong_option_ends_a_command_with_one_line(project: Path) -> None:
    (project / "signalkit.toml").write_text("[rules.HSE003]\nmax-word = 2\n")
    for arguments in (["check", "docs"], ["rule", "HSE003"], ["rule", "--all"]):
        done = run(*arguments, cwd=project)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode().splitlines() == [
            f"signalkit: {project}/signalkit.toml: [rules.HSE003] max-word: unknown option; expected one of "
            "max-words; did you mean 'max-words'?"
        ]
    assert run("rule", cwd=project).returncode == 0  # which lists the rules that can be named
    assert run("rule", "SK101", cwd=project).returncode == 0


def test_a_configuration_is_read_with_all_its_tables(tmp_path: Path) -> None:
    (tmp_path / "signalkit.toml").write_text("[rules.SK308]\nmax-relevancy = 10\n[rules.SK104]\n")
    assert load_configuration(tmp_path / "signalkit.toml").rules == {
        "SK308": {"max-relevancy": 10},
        "SK104": {},
    }
