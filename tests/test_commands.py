"""Commands of plugins: listed and run like ours, asked for only when they are needed, broken ones named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from signalkit import PluginError, UnknownFormatError, hookimpl
from signalkit.cli.main import _VERBS, cli
from signalkit.plugins import PluginManager, PluginWarning
from signalkit.plugins.commands import VERBS
from tests.support import cli as program
from tests.support.cli import installed
from tests.support.cli import run as run_command
from tests.support.samples import SEEDS
from tests.support.sites import install

Run = Callable[..., subprocess.CompletedProcess[str]]
SEED = next(SEEDS.glob("ea6bdd*.md"))

GOOD = """
    import os
    from pathlib import Path
    from signalkit import hookimpl

    Path(os.environ["MARKS"], "loaded").touch()

    @hookimpl
    def signalkit_commands():
        Path(os.environ["MARKS"], "asked").touch()
        import click

        @click.command()
        @click.argument("words", nargs=-1)
        @click.option("--loud", is_flag=True)
        def greet(words, loud):
            "Greet somebody, in a sentence that is rather long for the line that the list of commands has."
            click.echo(" ".join(words).upper() if loud else " ".join(words))
            return 7

        @click.command(hidden=True)
        @click.option("--kind")
        def fail(kind):
            from signalkit import SignalkitError
            if kind == "abort":
                raise click.Abort
            if kind == "exit":
                click.get_current_context().exit(5)
            if kind == "text":
                raise SystemExit("the end")
            if kind == "prompt":
                click.confirm("Really?", abort=True)
            raise {"bug": KeyError("x"), "ours": SignalkitError("not so"), "os": OSError(2, "No such", "f"),
                   "status": SystemExit(3), "usage": click.UsageError("no"), "interrupt": KeyboardInterrupt(),
                   "memory": MemoryError(), "pipe": BrokenPipeError(), "own": Own()}[kind]

        class Own(BaseException): pass

        yield greet
        yield fail

    @hookimpl
    def signalkit_rules():
        return []
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


@pytest.fixture
def run(site: Path, tmp_path: Path) -> Run:
    def run(*arguments: object, stdin: bytes = b"", **variables: str) -> subprocess.CompletedProcess[str]:
        with installed(site):
            env = {"MARKS": str(tmp_path), **variables}
            done = program.run(*arguments, cwd=tmp_path, env=env, stdin=stdin)
        out, err = done.stdout.decode(), done.stderr.decode()
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return run


def commands_of(text: str) -> list[str]:
    """The names in the section of help for the commands of plugins."""
    section = text.partition("Plugin commands:\n")[2]
    return [line.split()[0] for line in section.splitlines() if line[:3].strip()]


# -- those that work ---------------------------------------------------------------------------------------


def test_a_command_is_listed_and_run(site: Path, run: Run) -> None:
    install(site, "good", GOOD)
    shown = run("--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert commands_of(shown.stdout) == ["greet"]
    assert shown.stdout.index("  show ") < shown.stdout.index("Plugin commands:")
    assert max(map(len, shown.stdout.splitlines())) <= 80
    done = run("greet", "Hello", "you")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Hello you\n", "")
    assert run("greet", "--loud", "a").stdout == "A\n"
    assert "Usage: signalkit greet [OPTIONS] [WORDS]..." in run("greet", "--help").stdout
    misused = run("greet", "--lou")
    assert (misused.returncode, misused.stdout) == (2, "")
    assert "No such option" in misused.stderr
    assert "did you mean 'greet'?" in run("gret").stderr


def test_a_run_of_our_verbs_asks_for_no_command(site: Path, run: Run, tmp_path: Path) -> None:
    install(site, "good", GOOD)
    for words in (
        ["check", "--isolated", SEED],
        ["check", "--help"],
        ["format", "--check", SEED],
        ["show", SEED],
        ["export", "json", SEED],
        ["rule", "SK101"],
        ["--version"],
        ["completion", "bash"],
    ):
        run(*words)
        assert not (tmp_path / "asked").exists(), words
    (tmp_path / "loaded").unlink()
    for words in (["format", "--check", SEED], ["show", SEED], ["--version"], ["completion", "bash"]):
        run(*words)
        assert not (tmp_path / "loaded").exists(), words
    line = {"_SIGNALKIT_COMPLETE": "fish_complete", "_SIGNALKIT_LINE": "signalkit check --se"}
    assert "--select" in run(**line).stdout
    assert not (tmp_path / "asked").exists()
    for words in (["--help"], ["chekc"], ["plugins"]):
        run(*words)
        (tmp_path / "asked").unlink()


@pytest.mark.process
def test_plugins_load_without_click() -> None:
    code = "from signalkit.plugins import PluginManager; PluginManager().rules(); import sys"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; print('click' in sys.modules)"], capture_output=True
    )
    assert done.stdout == b"False\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands(shell: str, site: Path, run: Run) -> None:
    install(site, "good", GOOD)
    install(site, "broken", "1 / 0")
    for line, expected in (("gr", "greet"), ("greet --l", "--loud"), ("greet --loud --h", "--help")):
        env = {"_SIGNALKIT_COMPLETE": f"{shell}_complete", "_SIGNALKIT_LINE": f"signalkit {line}"}
        done = run(**env)
        assert (done.stdout.split("\t")[1], done.stderr) == (expected, ""), line
    env = {"_SIGNALKIT_COMPLETE": f"{shell}_complete", "_SIGNALKIT_LINE": "signalkit "}
    found = [line.split("\t")[1] for line in run(**env).stdout.splitlines()]
    assert found == [*_VERBS, "greet"]


def test_plugins_lists_commands(site: Path, run: Run) -> None:
    install(site, "good", GOOD)
    assert "  good         commands fail, greet\n" in run("plugins").stdout
    known = json.loads(run("plugins", "--json").stdout)
    assert {"name": "greet", "distribution": "good"} in known["commands"]
    [plugin] = [one for one in known["plugins"] if one["name"] == "good"]
    assert plugin["commands"] == ["fail", "greet"]


def test_a_plugin_that_is_disabled_has_no_commands(site: Path, run: Run) -> None:
    install(site, "good", GOOD)
    assert commands_of(run("-p", "no:good", "--help").stdout) == []
    assert "unknown command 'greet'" in run("-p", "no:good", "greet").stderr
    assert commands_of(run("--help", SIGNALKIT_DISABLE_PLUGINS="good").stdout) == []
    assert run("-p", "no:csv", "greet", "x").stdout == "x\n"


# -- those that fail ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("bug", 2, "signalkit: command 'fail' of plugin good (good 1.0) failed: KeyError: 'x'\n"),
        ("own", 2, "signalkit: command 'fail' of plugin good (good 1.0) failed: Own\n"),
        ("ours", 2, "signalkit: not so\n"),
        ("os", 2, "signalkit: f: No such\n"),
        ("text", 2, "signalkit: the end\n"),
        ("abort", 2, "signalkit: aborted\n"),
        ("prompt", 2, "signalkit: aborted\n"),
        ("memory", 2, "signalkit: out of memory\n"),
        ("status", 3, ""),
        ("exit", 5, ""),
        ("interrupt", 130, ""),
        ("pipe", 141, ""),
        ("usage", 2, "Error: no\n"),
    ],
)
def test_what_a_command_raises_is_one_line(kind: str, status: int, said: str, site: Path, run: Run) -> None:
    install(site, "good", GOOD)
    done = run("fail", "--kind", kind, stdin=b"n\n")
    assert done.returncode == status
    assert done.stderr.endswith(said)
    assert done.stderr.count("\n") == said.count("\n") + (3 if kind == "usage" else 0)
    assert "Traceback" not in done.stderr


HOOK = """
    import click
    from signalkit import hookimpl

    @hookimpl
    def signalkit_commands():
        {}
"""
BROKEN = {
    "raises": ("1 / 0", "signalkit_commands: ZeroDivisionError: division by zero"),
    "exits": ("raise SystemExit('bye')", "signalkit_commands: SystemExit: bye"),
    "raises half-way": ("yield click.Command('half'); {}['x']", "signalkit_commands: KeyError: 'x'"),
    "returns nothing": ("pass", "signalkit_commands: expected several of Command, got NoneType"),
    "returns a command": (
        "return click.Command('one')",
        "signalkit_commands: expected several of Command, got Command",
    ),
    "returns others": ("return ['greet']", "signalkit_commands: expected Command, got str"),
    "a name of ours": ("return [click.Command('check')]", "command 'check': the name is reserved for"),
    "no name": ("return [click.Command(None)]", "command None: expected a name of lower-case words"),
    "an option": ("return [click.Command('--help')]", "command '--help': expected a name of lower-case"),
    "a path": ("return [click.Command('a/b.md')]", "command 'a/b.md': expected a name of lower-case"),
    "twice": ("return [click.Command('a'), click.Command('a')]", "signalkit_commands: duplicate 'a'"),
    "never ends": (
        "yield from (click.Command(f'a{n}') for n in __import__('itertools').count())",
        "signalkit_commands: returns more than 10,000",
    ),
}


@pytest.mark.lengthy
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_hook_is_named_and_the_rest_works(name: str, site: Path, run: Run) -> None:
    code, reason = BROKEN[name]
    install(site, "good", GOOD)
    install(site, "broken", HOOK.format(code))
    line = f"signalkit: plugin broken (broken 1.0): {reason}"
    shown = run("--help")
    assert (shown.returncode, commands_of(shown.stdout)) == (0, ["greet"])
    assert shown.stderr.startswith(line)
    assert shown.stderr.count("\n") == 1
    done = run("greet", "x")
    assert (done.returncode, done.stdout) == (0, "x\n")
    assert done.stderr.startswith(line)
    assert f"failed: plugin broken (broken 1.0): {reason}" in run("plugins").stdout


def test_where_a_broken_hook_is_named_and_where_it_is_an_error(site: Path, run: Run) -> None:
    install(site, "good", GOOD)
    install(site, "broken", HOOK.format("1 / 0"))
    line = "signalkit: plugin broken (broken 1.0): signalkit_commands: ZeroDivisionError: division by zero"
    unknown = run("gret")
    assert unknown.stderr.startswith(line)
    assert "unknown command 'gret'; did you mean 'greet'?" in unknown.stderr
    assert line not in run("check", "--isolated", SEED).stderr
    for words in (["--strict-plugins", "--help"], ["--strict-plugins", "greet", "x"]):
        strict = run(*words)
        assert (strict.returncode, strict.stdout) == (2, "")
        assert strict.stderr.startswith(line)
    assert run("--help", SIGNALKIT_STRICT_PLUGINS="1").returncode == 2


def test_two_plugins_with_one_name_are_both_named(site: Path, run: Run) -> None:
    install(site, "good", GOOD)
    for name in ("one", "two"):
        install(site, name, HOOK.format("return [click.Command('dance', callback=lambda: print('la'))]"))
    line = (
        "signalkit: command 'dance' is claimed by one (one 1.0) and two (two 1.0); "
        "disable one of them with -p no:NAME\n"
    )
    shown = run("--help")
    assert (commands_of(shown.stdout), shown.stderr) == (["greet"], line)
    assert run("greet", "x").stdout == "x\n"
    used = run("dance")
    assert (used.returncode, used.stdout) == (2, "")
    assert used.stderr.startswith(line)
    assert "command 'dance' is disabled: several plugins claim it" in used.stderr
    done = run("-p", "no:two", "dance")
    assert (done.returncode, done.stdout, done.stderr) == (0, "la\n", "")


def test_help_is_shown_whatever_the_configuration_is(site: Path, run: Run, tmp_path: Path) -> None:
    install(site, "good", GOOD)
    for text, reason in (("wrong = 1", "wrong"), ("required-plugins = ['none']", "required plugin 'none'")):
        (tmp_path / "signalkit.toml").write_text(text)
        shown = run("--help")
        assert shown.returncode == 0
        assert shown.stdout.startswith("Usage: signalkit [OPTIONS] COMMAND [ARGS]...")
        assert reason in shown.stderr
        assert shown.stderr.count("\n") == 1


def test_a_command_whose_help_fails_is_listed_without(site: Path, run: Run) -> None:
    shy = "class Shy(click.Command):\n            def get_short_help_str(self, limit=45): 1 / 0\n"
    install(site, "shy", HOOK.format(f"{shy}        return [Shy('shy')]"))
    shown = run("--help")
    assert (shown.returncode, commands_of(shown.stdout), shown.stderr) == (0, ["shy"], "")


# -- in Python ---------------------------------------------------------------------------------------------


class Plugin:
    """A plugin with a command, which counts how often it is asked."""

    asked = 0

    @hookimpl
    def signalkit_commands(self) -> list[click.Command]:
        self.asked += 1
        return [click.Command("one"), click.Command("another")]


def test_the_manager_asks_once() -> None:
    manager, plugin = PluginManager(discover=False), Plugin()
    manager.register(plugin, "mine")
    assert "json" in manager.exporters()
    assert plugin.asked == 0
    assert list(manager.commands()) == ["another", "one"]
    assert manager.command("one") is manager.commands()["one"]
    assert manager.owner("commands", "one").name == "mine"
    [mine] = [one for one in manager.plugins if one.name == "mine"]
    assert manager.added_by(mine)["commands"] == ["another", "one"]
    assert plugin.asked == 1
    with pytest.raises(
        UnknownFormatError, match="unknown command 'on'; available: another, one; did you mean"
    ):
        manager.command("on")


def test_the_manager_warns_of_a_hook_that_fails() -> None:
    class Broken:
        @hookimpl
        def signalkit_commands(self) -> list[click.Command]:
            raise manager_error(manager)

    def manager_error(manager: PluginManager) -> Exception:
        with pytest.raises(PluginError, match="plugins are asked for commands: there are none yet"):
            manager.commands()
        return ValueError("no")

    manager = PluginManager(discover=False)
    manager.register(Broken(), "mine")
    with pytest.warns(PluginWarning, match="plugin mine: signalkit_commands: ValueError: no"):
        assert manager.commands() == {}
    assert [str(failure) for failure in manager.failures] == [
        "plugin mine: signalkit_commands: ValueError: no"
    ]
    assert "mine" in [plugin.name for plugin in manager.plugins]


def test_no_command_can_have_the_name_of_a_verb() -> None:
    assert set(_VERBS) <= set(VERBS)
    assert list(VERBS) == sorted(VERBS)
    assert set(cli.list_commands(click.Context(cli))) == set(_VERBS)
    assert "MARKS" not in os.environ


def test_the_list_of_verbs_fits_a_terminal_of_80_columns() -> None:
    listed = run_command("--help").stdout.decode().partition("Commands:")[2]
    assert "..." not in listed
    assert all(f"  {verb} " in listed for verb in _VERBS)
