"""Where a project's settings are found, and what is said of those that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from signalkit import ConfigError
from signalkit.checking.config import Configuration, find_configuration


def test_the_nearest_file_that_says_something_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "signalkit.toml").write_text('required-plugins = ["outer"]')
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "silent"')
    assert find_configuration(inner).required_plugins == ("outer",)
    (tmp_path / "a" / "pyproject.toml").write_text('[tool.signalkit]\nrequired-plugins = ["inner"]')
    assert find_configuration(inner) == Configuration(
        required_plugins=("inner",), path=tmp_path / "a" / "pyproject.toml"
    )
    (tmp_path / "a" / "signalkit.toml").write_text("")
    assert find_configuration(inner).required_plugins == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("required-plugin = []", "required-plugins; did you mean 'required-plugins'?"),
        ('required-plugins = "csv"', "required-plugins: expected a list of texts"),
        ("required-plugins = [1]", "required-plugins: expected a list of texts"),
        ("required-plugins = [", "signalkit.toml: "),
        ("a = " + "[" * 100_000, "signalkit.toml: "),
        ("a = " + "9" * 5_000, "signalkit.toml: "),
    ],
)
def test_what_is_wrong_is_named_with_its_file(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "signalkit.toml").write_text(text)
    with pytest.raises(ConfigError) as error:
        find_configuration(tmp_path)
    assert str(error.value).startswith(str(tmp_path / "signalkit.toml"))
    assert reason in str(error.value)


def test_a_table_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nsignalkit = 1")
    with pytest.raises(ConfigError, match=r"tool\.signalkit: expected a table"):
        find_configuration(tmp_path)


def test_values_of_the_wrong_kind_are_refused_in_python_too() -> None:
    with pytest.raises(TypeError, match="expected several names, got the text 'SK1'"):
        Configuration(select="SK1")
    with pytest.raises(ValueError, match="severity: SK101: expected one of error, warning, info, got 'bad'"):
        Configuration(severity={"SK101": "bad"})  # type: ignore[dict-item]
