"""``signalkit find``: values that contain a text, each with its place in the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import signalkit
from signalkit.cli.commands.find import find_hits, make_search
from signalkit.model.selectors import every_text
from tests.support.cli import run
from tests.support.pool import documents
from tests.support.profiles import fewer
from tests.support.samples import SEEDS
from tests.support.steps import growth

DART = SEEDS / "ea6bdd5056d4d0f85e0689df1565b31f.md"


@fewer(2)
@given(documents(), st.data())
def test_law_each_value_with_the_text_is_found_once_at_its_place(text: str, data: st.DataObject) -> None:
    document = signalkit.parse(text)
    texts = [str(value) for _, value in every_text(document.digest)]
    needle = data.draw(st.sampled_from(texts or ["x"]).flatmap(st.sampled_from))
    hits = list(find_hits(document, [], make_search(needle, None, case_sensitive=True)))
    assert [(hit.path, hit.value) for hit in hits] == [
        (path, value) for path, value in every_text(document.digest) if needle in str(value)
    ]
    for hit in hits:
        start, end = hit.match
        assert str(hit.value)[start:end] == needle
        span = document.span_of(hit.path)
        assert span.start <= hit.offset <= span.end
        if document.text[span.start : span.end] == hit.value:
            assert document.text.startswith(needle, hit.offset)


def test_a_value_is_shown_with_file_line_column_and_field() -> None:
    done = run("find", "witnesses", "seeds/", cwd=SEEDS.parent)
    assert (done.returncode, done.stderr) == (0, b"signalkit: skipped 1 file (not a digest)\n")
    value = "Every mission brings its own witnesses"
    assert done.stdout.decode() == f"seeds/{DART.name}:29:106: signals[1].horizon: {value}\n"
    path, row, column, _ = done.stdout.decode().split(":", 3)
    written = (SEEDS.parent / path).read_text().split("\n")[int(row) - 1]
    assert written[int(column) - 1 :].startswith("witnesses")


def test_only_the_line_of_a_value_that_matches_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# __a__\n\n## Summary\n\nFirst line.\nSecond line.\n\nThird\n")
    done = run("find", "SECOND", path)
    assert done.stdout.decode() == f"{path}:6:1: summary: Second line.\n"


def test_a_field_limits_the_search_to_its_values() -> None:
    assert run("find", "asteroid", "--field", "keywords", DART).stdout.count(b"\n") == 1
    assert run("find", "asteroid", "--field", "keywords", "--field", "title", DART).stdout.count(b"\n") == 2
    assert run("find", "asteroid", "--field", "signals.change", DART).returncode == 1
    assert run("find", "asteroid", DART).stdout.count(b"\n") == 3


def test_case_is_ignored_unless_asked_for() -> None:
    assert run("find", "dart moves", DART).returncode == 0
    assert run("find", "-s", "dart moves", DART).returncode == 1
    assert run("find", "--match", "^dart", DART).returncode == 0
    assert run("find", "-s", "--match", "^dart", DART).returncode == 1


def test_a_text_is_no_expression_and_an_expression_is_searched_in_values() -> None:
    assert run("find", "a.teroid", DART).returncode == 1
    done = run("find", "--match", "a.teroid$", "--field", "keywords", DART)
    assert done.stdout.endswith(b": keywords[1]: asteroid\n")


def test_names_of_files_are_listed_once_each() -> None:
    done = run("find", "-l", "asteroid", SEEDS)
    names = [Path(line).name[:4] for line in done.stdout.decode().splitlines()]
    assert names == sorted(set(names))
    assert "ea6b" in names


def test_json_has_each_value_with_its_place() -> None:
    done = run("find", "asteroid", "--output-format", "json", DART, SEEDS / DART.name)
    entries = json.loads(done.stdout)
    assert [entry["field"] for entry in entries] == ["title", "summary", "keywords[1]"] * 2
    assert entries[2] == {
        "filename": str(DART),
        "id": DART.stem,
        "field": "keywords[1]",
        "value": "asteroid",
        "match": {"start": 0, "end": 8},
        "location": {"row": 14, "column": 3},
    }
    nothing = run("find", "no such text", "--output-format", "json", DART)
    assert (nothing.returncode, json.loads(nothing.stdout)) == (1, [])


def test_a_number_is_found_by_its_field(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# __a__\n\n## Signals\n\n| name | relevancy |\n|---|---|\n| x | 4 |\n")
    done = run("find", "--match", "^4$", "--field", "signals.relevancy", path)
    assert done.stdout.decode() == f"{path}:7:7: signals[0].relevancy: 4\n"


def test_the_match_is_coloured_on_a_terminal_and_the_value_sanitized(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# __a \x1b[2J moss b__\n")
    done = run("find", "moss", path, terminal=True)
    assert "\x1b[31m\x1b[1mmoss\x1b[0m" in done.stdout.decode()
    assert "\x1b[2J" not in done.stdout.decode()


def test_standard_input_and_unreadable_files(tmp_path: Path) -> None:
    done = run("find", "x", "-", tmp_path / "missing.md", stdin=b"# __a__\n\n## Themes\n\n* x\n")
    assert done.returncode == 2
    assert done.stdout == b"-:5:3: themes[0]: x\n"
    assert b"missing.md: No such file or directory" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a text to find, or use --match REGEX"),
        (["--match", "(", DART], '--match "(": not a regular expression'),
        (["x", "--field", "theme", DART], "--field: 'theme': a digest has no field 'theme'"),
        (["x", "-l", "--output-format", "json", DART], "exclude each other"),
    ],
)
def test_wrong_arguments_are_named(arguments: list[str], message: str) -> None:
    done = run("find", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()


def test_steps_grow_with_the_number_of_hits() -> None:
    def work(size: int) -> object:
        rows = "".join(f"| bee {number} | x |\n" for number in range(size))
        items = "".join(f"* bee {number}\n" for number in range(size))
        document = signalkit.parse(
            f"# __a__\n\n## Keywords\n\n{items}\n## Signals\n\n| Signal | Change |\n|---|---|\n{rows}"
        )
        hits = list(find_hits(document, [], make_search("bee", None)))
        assert len(hits) == 2 * size
        return hits

    assert growth(work, 100) < 5
