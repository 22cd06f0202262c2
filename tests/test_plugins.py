"""The plugin host: what is installed is found, each plugin under its own guard, in an order of its own.

A distribution is made by hand where pip would put it: a module, and the metadata that names its entry points.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import signalkit
from signalkit import Exporter, PluginError, UnknownFormatError, hookimpl, plugins
from signalkit.checking.rules import RULES
from signalkit.cli.commands.plugins import _ranges
from signalkit.plugins import PluginManager, PluginWarning, get_manager, hooks, set_manager
from tests.support import cli, sites
from tests.support.cli import installed
from tests.support.samples import ROOT, SEEDS

Install = Callable[..., None]

GOOD = """
    from signalkit import Exporter, hookimpl

    @hookimpl
    def signalkit_exporters():
        yield Exporter(name={name!r}, title="Titles", suffix=".txt", write=write)

    def write(documents, out, options):
        for document in documents:
            out.write(document.digest.title.encode() + b"\\n")
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


@pytest.fixture
def install(site: Path) -> Install:
    return partial(sites.install, site)


@pytest.fixture
def run(site: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        with installed(site):
            done = cli.run(*arguments, cwd=tmp_path, env=environment)
        out, err = done.stdout.decode(), done.stderr.decode()
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return run


Run = Callable[..., subprocess.CompletedProcess[str]]
SEED = next(SEEDS.glob("ea6bdd*.md"))

BROKEN = {
    "import": ("import nothing_of_the_kind", "ModuleNotFoundError: No module named 'nothing_of_the_kind'"),
    "syntax": ("def", "SyntaxError: invalid syntax"),
    "exit": ("raise SystemExit('bye')", "SystemExit: bye"),
    "hook raises": (
        "from signalkit import hookimpl\n@hookimpl\ndef signalkit_exporters():\n    1 / 0",
        "ZeroDivisionError: division by zero",
    ),
    "hook raises half-way": (
        GOOD.format(name="half")
        + "\n    @hookimpl\n    def signalkit_rules():\n        yield from ()\n        {}['x']",
        "KeyError: 'x'",
    ),
    "returns nothing": (
        "from signalkit import hookimpl\n@hookimpl\ndef signalkit_exporters(): pass",
        "signalkit_exporters: expected several of Exporter, got NoneType",
    ),
    "returns others": (
        "from signalkit import hookimpl\n@hookimpl\ndef signalkit_importers(): return ['csv']",
        "signalkit_importers: expected Importer, got str",
    ),
    "bad exporter": (GOOD.format(name="No Name"), "ValueError: name 'No Name': expected lower-case words"),
    "no such hook": (
        "from signalkit import hookimpl\n@hookimpl\ndef signalkit_exporter(): return []",
        "unknown hook 'signalkit_exporter'; did you mean 'signalkit_exporters'?",
    ),
    "arguments": (
        "from signalkit import hookimpl\n@hookimpl\ndef signalkit_exporters(config): return []",
        "PluginValidationError",
    ),
    "wrapper": (
        "from signalkit import hookimpl\n@hookimpl(wrapper=True)\ndef signalkit_exporters(): return (yield)",
        "a wrapper has nothing to wrap here",
    ),
    "leaves by an exception of its own": (
        "class Away(BaseException): pass\nraise Away",
        "Away",
    ),
    "an exception that cannot be shown": (
        "class Shy(Exception):\n    def __str__(self): 1 / 0\nraise Shy",
        "Shy",
    ),
    "asks while it is asked": (
        "from signalkit import hookimpl\nfrom signalkit.plugins import get_manager\n"
        "@hookimpl\ndef signalkit_exporters(): return get_manager().exporters().values()",
        "plugins are being loaded: nothing can be asked of them yet",
    ),
    "the same twice": (
        GOOD.format(name="twice")
        .replace("yield", "yield from 2 *")
        .replace("Exporter(name", "[Exporter(name")
        .replace("write=write)", "write=write)]"),
        "signalkit_exporters: duplicate 'twice'",
    ),
    "an option without help": (
        GOOD.format(name="x").replace("suffix", "options=Options, suffix")
        + "\n    import attrs\n    from signalkit.exchange import option\n"
        "    @attrs.frozen\n    class Options:\n        a: str = option('', help=None)",
        "option 'a': help: expected str, got NoneType",
    ),
    "an option by another name": (
        GOOD.format(name="x").replace("suffix", "options=Options, suffix")
        + "\n    import attrs\n    @attrs.frozen\n    class Options:\n"
        "        a: int = attrs.field(default=1, alias='b')",
        "option 'a': expected to be given by its name",
    ),
    "an option whose name is taken": (
        GOOD.format(name="x").replace("suffix", "options=Options, suffix")
        + "\n    import attrs\n    @attrs.frozen\n    class Options:\n        paths: str = ''",
        "option 'paths': this name is taken",
    ),
    "the hook of layouts that is gone": (
        "from signalkit import hookimpl\n@hookimpl\ndef signalkit_layouts(): return []",
        "unknown hook 'signalkit_layouts'",
    ),
    "a media type that is none": (
        GOOD.format(name="x").replace("suffix", "media_type='csv', suffix"),
        "media_type 'csv': expected something like 'text/csv', or none",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_plugin_is_one_line_and_the_rest_goes_on(kind: str, install: Install, run: Run) -> None:
    code, reason = BROKEN[kind]
    install("signalkit-broken", code, version="2.3")
    install("signalkit-good", GOOD.format(name="titles"))
    result = run("export", "titles", SEED)
    assert result.returncode == 0
    assert result.stdout == "DART Moves an Asteroid\n"
    [line] = result.stderr.splitlines()
    assert line.startswith("signalkit: plugin signalkit_broken (signalkit-broken 2.3): ")
    assert reason in line


@pytest.mark.parametrize("how", ["flag", "environment"])
def test_a_broken_plugin_is_an_error_where_that_is_asked_for(how: str, install: Install, run: Run) -> None:
    install("signalkit-broken", "1 / 0")
    for arguments in (["export", "json", SEED], ["plugins"], ["check", SEED]):
        if how == "flag":
            result = run("--strict-plugins", *arguments)
        else:
            result = run(*arguments, SIGNALKIT_STRICT_PLUGINS="1")
        assert result.returncode == 2
        assert "plugin signalkit_broken (signalkit-broken 1.0): ZeroDivisionError" in result.stderr
        assert "Traceback" not in result.stderr
    assert run("export", "--strict-plugins", "json", SEED).returncode == 2
    assert run("plugins", "--strict-plugins").returncode == 2


def test_what_a_plugin_prints_does_not_get_into_the_output(install: Install, run: Run) -> None:
    install("signalkit-loud", "print('noise')")
    result = run("export", "json", SEED)
    assert json.loads(result.stdout)
    assert "noise" in result.stderr


def test_two_entry_points_of_one_module(install: Install, run: Run, site: Path) -> None:
    install("signalkit-good", GOOD.format(name="titles"))
    info = next(site.glob("*.dist-info")) / "entry_points.txt"
    info.write_text("[signalkit]\na = signalkit_good\nb = signalkit_good\n")
    result = run("export", "titles", SEED)
    assert (result.returncode, result.stdout) == (0, "DART Moves an Asteroid\n")
    assert result.stderr.endswith(
        "plugin b (signalkit-good 1.0): another entry point names the same module\n"
    )


def test_verbs_that_need_no_plugin_load_none(install: Install, run: Run) -> None:
    install("signalkit-loud", "raise SystemExit('loaded')")
    assert run("show", SEED).stderr == ""
    assert run("format", "--check", SEED).stderr == "0 of 1 file would change\n"


def test_two_that_claim_one_name_are_both_named_when_it_is_asked_for(install: Install, run: Run) -> None:
    install("one", GOOD.format(name="titles"))
    install("two", GOOD.format(name="titles"), version="2.0")
    asked = run("export", "titles", SEED)
    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr == (
        "signalkit: exporter 'titles' is claimed by one (one 1.0) and two (two 2.0); "
        "disable one of them with -p no:NAME\n"
    )
    assert run("export", "jsonl", SEED).stderr == ""
    assert run("-p", "no:two", "export", "titles", SEED).stdout == "DART Moves an Asteroid\n"
    listed = run("plugins")
    assert listed.returncode == 0
    assert "exporter 'titles' is claimed by one (one 1.0) and two (two 2.0)" in listed.stdout
    assert run("--strict-plugins", "export", "jsonl", SEED).returncode == 2


@pytest.mark.parametrize("name", ["signalkit_good", "signalkit-good", "Signalkit.Good", "titles-entry"])
def test_a_plugin_is_disabled_by_entry_point_or_distribution(name: str, install: Install, run: Run) -> None:
    install("signalkit-good", GOOD.format(name="titles"), entry="titles-entry")
    found = "titles" in run("-p", f"no:{name}", "plugins").stdout
    assert not found
    assert run("export", "titles", SEED, SIGNALKIT_DISABLE_PLUGINS=f"other, {name}").returncode == 2
    assert run("export", "-p", f"no:{name}", "titles", SEED).returncode == 2


def test_what_follows_p_must_say_no(run: Run) -> None:
    for value in ("csv", "no:", "yes:csv"):
        result = run("-p", value, "plugins")
        assert result.returncode == 2
        assert f"{value!r}: expected no:NAME" in result.stderr


def test_a_required_plugin_must_be_there_and_work(install: Install, run: Run, tmp_path: Path) -> None:
    install("signalkit-broken", "1 / 0")
    config = tmp_path / "signalkit.toml"
    config.write_text('required-plugins = ["signalkit-good"]')
    result = run("export", "json", SEED)
    assert (result.returncode, result.stdout) == (2, "")
    assert "required plugin 'signalkit-good': not installed" in result.stderr
    config.write_text('required-plugins = ["signalkit-broken"]')
    assert "required plugin 'signalkit-broken': ZeroDivisionError" in run("export", "json", SEED).stderr
    install("signalkit-good", GOOD.format(name="titles"))
    config.unlink()
    (tmp_path / "pyproject.toml").write_text('[tool.signalkit]\nrequired-plugins = ["signalkit-good"]')
    assert run("-p", "no:signalkit-broken", "export", "json", SEED).returncode == 0
    for name in ("signalkit-good", "signalkit_good"):
        assert "'signalkit-good': disabled" in run("-p", f"no:{name}", "export", "json", SEED).stderr


def test_output_does_not_depend_on_the_order_of_installation(install: Install, run: Run, site: Path) -> None:
    for name in ("zebra", "alpha", "middle"):
        install(name, GOOD.format(name=name))
    listed = run("plugins", "--json").stdout
    names = [plugin["distribution"] for plugin in json.loads(listed)["plugins"]]
    assert names == sorted(names)
    other = site.parent / "other"
    other.mkdir()
    for path in sorted(site.glob("zebra*")) + sorted(site.glob("alpha*")):
        path.rename(other / path.name)
    with installed(other):
        assert run("plugins", "--json").stdout == listed


def test_plugins_lists_what_each_adds_and_what_failed(install: Install, run: Run) -> None:
    install("signalkit-good", GOOD.format(name="titles"), version="3.1")
    install("signalkit-broken", "1 / 0")
    listed = run("plugins").stdout
    assert "signalkit-good 3.1\n  signalkit_good exporter titles\n" in listed
    assert f"  rules        SK001–{RULES[-1].code} ({len(RULES)} rules)\n" in listed
    assert "failed: plugin signalkit_broken (signalkit-broken 1.0): ZeroDivisionError" in listed
    content = json.loads(run("plugins", "--json").stdout)
    assert {
        "distribution": "signalkit-good",
        "name": "signalkit_good",
        "version": "3.1",
        "exporters": ["titles"],
        "importers": [],
        "rules": [],
        "commands": [],
    } in content["plugins"]
    assert content["failures"][0]["reason"].startswith("ZeroDivisionError")
    assert content["conflicts"] == []


def test_series_of_codes() -> None:
    assert list(_ranges(["SK002", "LNK001", "SK010", "SK001"])) == [
        "LNK001 (1 rule)",
        "SK001–SK010 (3 rules)",
    ]
    assert list(_ranges([])) == []


def test_a_distribution_that_installs_the_same_package_is_named(run: Run, site: Path) -> None:
    for name in ("signalkit", "signalkit-digest", "signalkit-other", "unnamed"):
        info = site / f"{name.replace('-', '_')}-0.9.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("" if name == "unnamed" else f"Metadata-Version: 2.1\nName: {name}\n")
        package = "signalkit_other" if name == "signalkit-other" else "signalkit"
        (info / "RECORD").write_text(f"{package}/__init__.py,,\n{info.name}/METADATA,,\n")
    result = run("plugins")
    assert result.returncode == 0
    assert result.stderr == (
        "signalkit: warning: the distribution 'signalkit' also installs the package 'signalkit'; "
        "uninstall it, then reinstall signalkit-digest\n"
    )


def test_a_plugin_that_fails_at_work_is_no_traceback(install: Install, run: Run, tmp_path: Path) -> None:
    install("signalkit-good", GOOD.format(name="titles").replace("for document in documents", "for x in 1"))
    result = run("export", "titles", SEED, "-o", tmp_path / "out.txt")
    assert result.returncode == 2
    assert "exporter 'titles' failed: TypeError: 'int' object is not iterable" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("raise SystemExit(0)", "exporter 'titles' failed: SystemExit: 0"),
        ("out.close(); out.write(b'')", "exporter 'titles' failed: ValueError"),
        ("raise FileExistsError('text')", "exporter 'titles' failed: FileExistsError: text"),
        ("raise OSError", "exporter 'titles' failed: OSError; nothing was written"),
    ],
)
def test_an_exporter_that_leaves_is_no_success(
    line: str, reason: str, install: Install, run: Run, tmp_path: Path
) -> None:
    install("signalkit-good", GOOD.format(name="titles") + f"\n        {line}")
    result = run("export", "titles", SEED, "-o", tmp_path / "out.txt")
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert reason in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_layouts_are_classic_and_extended(run: Run, tmp_path: Path) -> None:
    result = run("export", "markdown", SEED, "--layout", "extended", "-o", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    text = (tmp_path / "out" / SEED.name).read_text(encoding="utf-8")
    assert text.index("## Keywords") < text.index("## Summary")
    assert signalkit.parse(text).digest == signalkit.load(SEED).digest
    wrong = run("export", "markdown", SEED, "--layout", "sideways", "-o", tmp_path / "out2")
    assert wrong.returncode == 2
    assert "'sideways' is not one of 'auto', 'classic', 'extended'" in wrong.stderr


# -- from Python -------------------------------------------------------------------------------------------


class Titles:
    @hookimpl
    def signalkit_exporters(self) -> list[Exporter]:
        return [Exporter(name="titles", title="Titles", write=lambda documents, out, options: None)]


class Broken:
    @hookimpl
    def signalkit_exporters(self) -> list[Any]:
        return [1]


def test_a_manager_can_be_built_and_passed() -> None:
    manager = PluginManager(discover=False)
    manager.register(Titles(), "titles")
    assert list(manager.exporters()) == ["json", "jsonl", "markdown", "titles"]
    signalkit.export([], "titles", os.devnull, plugins=manager)
    with pytest.raises(UnknownFormatError, match="did you mean 'titles'"):
        manager.exporter("title")
    with pytest.raises(PluginError, match="before anything is asked"):
        manager.register(Titles(), "late")


def test_the_process_has_a_manager_that_can_be_replaced() -> None:
    manager = PluginManager(discover=False)
    before = set_manager(manager)
    try:
        assert get_manager() is manager
        with pytest.raises(UnknownFormatError):
            signalkit.export([], "csv", os.devnull)
    finally:
        set_manager(before)


def test_names_are_several() -> None:
    with pytest.raises(TypeError, match="disabled: expected several names"):
        PluginManager(disabled="csv")
    with pytest.raises(TypeError, match="required: expected several names"):
        PluginManager(required="csv")


def test_a_failure_is_a_warning_once() -> None:
    manager = PluginManager(discover=False)
    manager.register(Broken(), "broken")
    with pytest.warns(
        PluginWarning, match="plugin broken: signalkit_exporters: expected Exporter, got int"
    ) as seen:
        manager.exporters()
    assert manager.exporters()
    assert len(seen) == 1
    assert [str(failure) for failure in manager.failures] == [str(seen[0].message)]


@pytest.mark.filterwarnings("ignore::signalkit.plugins.PluginWarning")
def test_a_strict_manager_raises() -> None:
    manager = PluginManager(discover=False, strict=True)
    manager.register(Broken(), "broken")
    for _ in range(2):
        with pytest.raises(PluginError, match="plugin broken"):
            manager.exporters()


def test_threads_load_plugins_once() -> None:
    manager = PluginManager()
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(list(manager.exporters()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(names == found[0] for names in found)
    assert manager.failures == []


def test_ours_come_through_the_same_hooks() -> None:
    for name in ("json", "jsonl", "markdown"):
        module = import_module(f"signalkit.exchange.{name}")
        assert [exporter.name for exporter in module.signalkit_exporters()] == [name]
        assert [importer.name for importer in module.signalkit_importers()] == [name]


def test_every_hook_with_its_arguments_is_documented() -> None:
    text = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    specified = {name for name, value in vars(hooks).items() if hasattr(value, "signalkit_spec")}
    assert specified == {
        "signalkit_commands",
        "signalkit_exporters",
        "signalkit_importers",
        "signalkit_rules",
    }
    assert specified <= set(plugins.__all__)
    for name in specified:
        signature = str(inspect.signature(getattr(hooks, name))).replace("'", "").replace("|", "\\|")
        assert f"`{name}{signature}`" in text
    assert set(re.findall(r"\bsignalkit_\w+(?=\()", text)) - specified == set()
