"""Bad plugins: none loses a file, none ends the host, and each is named in one line.

In this process where that can be; one distribution with all of them is installed for the command line.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import attrs
import pytest

import signalkit
from signalkit import Digest, Document, Exporter, Finding, PluginError, Record, Rule, hookimpl
from signalkit.cli.terminal import is_terminal_at
from signalkit.errors import UnrepresentableError
from signalkit.exchange import option
from signalkit.plugins import Plugin as InstalledPlugin
from signalkit.plugins import PluginManager, PluginWarning
from signalkit.plugins.prints import PrintGuard
from signalkit.store import Folder
from tests.support import bad_plugins as bad
from tests.support import cli
from tests.support.samples import SEEDS

THREE = [Record(f"{number:032x}", Digest(title=f"Title {number}")) for number in range(3)]
SEED = sorted(SEEDS.glob("[0-9a-f]*.md"))[0]


@attrs.frozen(eq=False)
class Plugin:
    """A plugin of what it is made with."""

    exporters: Iterable[Any] = ()
    importers: Iterable[Any] = ()
    rules: Iterable[Any] = ()

    @hookimpl
    def signalkit_exporters(self) -> Iterable[Any]:
        return self.exporters

    @hookimpl
    def signalkit_importers(self) -> Iterable[Any]:
        return self.importers

    @hookimpl
    def signalkit_rules(self) -> Iterable[Any]:
        return self.rules


def manager(*plugins: object) -> PluginManager:
    made = PluginManager(discover=False)
    for number, plugin in enumerate(plugins):
        made.register(plugin, f"bad{number}" if number else "bad")
    return made


def nothing(document: Document) -> list[Finding]:
    return []


def exporting(write: bad.Write, **facts: Any) -> PluginManager:
    return manager(Plugin(exporters=[bad.make_exporter(write, **facts)]))


def failing(error: BaseException) -> Iterator[Record]:
    """Two digests, then an exception, as for a file that cannot be read."""
    yield from THREE[:2]
    raise error


# -- exporters ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", bad.EXPORTERS)
def test_a_bad_exporter_replaces_nothing(kind: str, tmp_path: Path) -> None:
    write, reason = bad.EXPORTERS[kind]
    out = tmp_path / "out"
    out.write_bytes(b"old")
    with pytest.raises((PluginError, UnrepresentableError)) as caught:
        signalkit.export(THREE, "bad", out, plugins=exporting(write))
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("kind", bad.SWALLOWING)
@pytest.mark.parametrize(
    "error", [ValueError("unreadable"), OSError(5, "I/O error", "b.md"), KeyboardInterrupt(), SystemExit(3)]
)
def test_what_the_documents_raise_is_raised_again(kind: str, error: BaseException, tmp_path: Path) -> None:
    if kind != "swallowing all" and not isinstance(error, Exception):
        return
    out = tmp_path / "out"
    out.write_bytes(b"old")
    with pytest.raises(type(error)) as caught:
        signalkit.export(failing(error), "bad", out, plugins=exporting(bad.SWALLOWING[kind]))
    assert caught.value is error
    assert out.read_bytes() == b"old"


@pytest.mark.parametrize("kind", bad.SWALLOWING)
def test_what_is_no_document_is_raised_again(kind: str) -> None:
    documents: list[Any] = [THREE[0], "text"]
    with pytest.raises(TypeError, match="expected documents or digests, got str"):
        signalkit.export(documents, "bad", io.BytesIO(), plugins=exporting(bad.SWALLOWING[kind]))


class Full(io.BytesIO):
    """A file on a disk that is full soon."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > 20_000:
            raise OSError(28, "No space left on device")
        return super().write(data)


@pytest.mark.parametrize("kind", bad.FULL)
def test_an_error_of_the_system_is_that_error(kind: str, tmp_path: Path) -> None:
    plugins = exporting(bad.FULL[kind])
    for out in (Full(), "/dev/full"):
        with pytest.raises(OSError, match="No space left on device") as caught:
            signalkit.export(THREE, "bad", out, plugins=plugins)
        assert not isinstance(caught.value, signalkit.SignalkitError)


def test_an_error_of_the_system_in_a_folder_is_that_error(tmp_path: Path) -> None:
    def write(documents: Any, out: Folder, options: Any) -> None:
        for document in documents:
            with contextlib.suppress(OSError), out.create(f"{document.id}.txt") as file:
                file.write(random.Random(1).randbytes(100_000))

    def wrapping(documents: Any, out: Folder, options: Any) -> None:
        list(documents)
        try:
            out.create("x" * 250)
            out.create("x" * 250)
        except OSError as error:
            raise bad.FileCreateError from error

    plugins = exporting(write, target="folder")
    with pytest.raises(OSError, match="No space left on device"):
        signalkit.export(THREE, "bad", Full(), plugins=plugins)
    plugins = exporting(wrapping, target="folder")
    with pytest.raises(FileExistsError):
        signalkit.export(THREE, "bad", tmp_path / "out", plugins=plugins)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_an_exporter_of_files_that_writes_none(name: str, tmp_path: Path) -> None:
    def nothing(documents: Any, out: Folder, options: Any) -> None:
        list(documents)

    plugins = exporting(nothing, target="folder")
    with pytest.raises(PluginError, match="exporter 'bad' failed: it wrote nothing for 3 digests"):
        signalkit.export(THREE, "bad", tmp_path / name, plugins=plugins)
    assert list(tmp_path.iterdir()) == []
    signalkit.export([], "bad", tmp_path / name, plugins=plugins)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_files_of_a_folder_may_be_left_open_or_used_at_once(tmp_path: Path) -> None:
    def write(documents: Any, out: Folder, options: Any) -> None:
        with out.create("a") as one, out.create("b") as other:
            for document in documents:
                one.write(document.id.encode())
                other.write(b"x")
        open_file: Any = out.create("c")
        if hasattr(open_file, "write"):
            open_file.write(b"c")

    signalkit.export(THREE, "bad", tmp_path / "out", plugins=exporting(write, target="folder"))
    assert {path.name: path.stat().st_size for path in (tmp_path / "out").iterdir()} == {
        "a": 96,
        "b": 3,
        "c": 1,
    }


@pytest.mark.parametrize("kind", sorted({*bad.EXPORTERS} - {"truncating"}))
def test_a_stream_gets_what_was_written_before_and_stays_open(kind: str) -> None:
    out = io.BytesIO(b"before")
    out.seek(0, io.SEEK_END)
    with pytest.raises((PluginError, UnrepresentableError)):
        signalkit.export(THREE, "bad", out, plugins=exporting(bad.EXPORTERS[kind][0]))
    assert not out.closed
    assert out.getvalue().startswith(b"before")
    if kind == "half":
        assert out.getvalue() == b"beforehalf"


def test_an_exporter_may_close_seek_and_read_what_it_writes(tmp_path: Path) -> None:
    def write(documents: Any, out: Any, options: Any) -> None:
        text = io.TextIOWrapper(out, encoding="utf-8")
        for document in documents:
            text.write(f"{document.digest.title}\n")
        text.flush()
        assert out.tell() == 24
        out.seek(0)
        out.write(b"t")
        text.close()

    target = io.BytesIO()
    signalkit.export(THREE, "bad", target, plugins=exporting(write))
    assert target.getvalue() == b"title 0\nTitle 1\nTitle 2\n"
    signalkit.export(THREE, "bad", tmp_path / "out", plugins=exporting(write))
    assert (tmp_path / "out").read_bytes() == target.getvalue()


def test_what_is_written_is_bytes_that_stay() -> None:
    """A file of the caller may keep what it gets, which is not the buffer of ours."""

    class Kept:
        def __init__(self) -> None:
            self.parts: list[bytes] = []

        def write(self, data: bytes) -> None:
            self.parts.append(data)

    kept: Any = Kept()
    signalkit.export(THREE, "bad", kept, plugins=exporting(bad.write_titles))
    assert b"".join(kept.parts) == b"Title 0\nTitle 1\nTitle 2\n"


# -- importers and rules -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", bad.IMPORTERS)
def test_a_bad_importer_is_named(kind: str) -> None:
    read, reason = bad.IMPORTERS[kind]
    plugins = manager(Plugin(importers=[bad.make_importer(read)]))
    with pytest.raises(PluginError, match=r"^importer 'bad' failed: ") as caught:
        list(signalkit.import_("bad", io.BytesIO(), plugins=plugins))
    assert reason in str(caught.value)


@pytest.mark.parametrize("kind", bad.RULES)
def test_a_bad_rule_is_named_and_the_others_go_on(kind: str) -> None:
    check, reason = bad.RULES[kind]
    found = signalkit.check(signalkit.parse("# T "), plugins=manager(Plugin(rules=[bad.make_rule(check)])))
    ours = signalkit.check(signalkit.parse("# T "), plugins=manager())
    assert [one for one in found if one.code != "BAD001"] == ours
    failure = next(one for one in found if one.message.startswith("this rule of bad failed: "))
    assert failure.severity == "error"
    assert reason in failure.message


# -- what ends a command, ends it --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", bad.ENDING)
def test_what_ends_the_run_passes_every_guard(kind: str, tmp_path: Path) -> None:
    error, _ = bad.ENDING[kind]

    def fail(*_: Any) -> Any:
        raise error

    @attrs.frozen
    class Options:
        number: int = option(1, help="A number.")

        def __attrs_post_init__(self) -> None:
            if self.number == 2:
                fail()

    out = tmp_path / "out"
    out.write_bytes(b"old")
    exporter = bad.make_exporter(fail, options=Options)
    everything = Plugin([exporter], [bad.make_importer(fail)], [bad.make_rule(fail)])

    class Loading:
        @hookimpl
        def signalkit_rules(self) -> Any:
            fail()

    calls: list[Callable[[], object]] = [
        lambda: signalkit.export(THREE, "bad", out, plugins=manager(everything)),
        lambda: signalkit.export(THREE, "bad", out, plugins=manager(everything), number=2),
        lambda: signalkit.export(chain(THREE, map(fail, [1])), "jsonl", out, plugins=manager()),
        lambda: list(signalkit.import_("bad", io.BytesIO(), plugins=manager(everything))),
        lambda: signalkit.check(signalkit.parse(""), plugins=manager(everything)),
        lambda: manager(Loading()).exporters(),
    ]
    for call in calls:
        with pytest.raises(type(error)) as caught:
            call()
        assert caught.value is error
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


# -- standard output ---------------------------------------------------------------------------------------

NOTE = "signalkit: plugin bad prints to standard output; redirected to this stream\n"


def test_what_a_plugin_prints_goes_to_standard_error_with_its_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def documents() -> Iterator[Record]:
        for record in THREE:
            print("ours", record.digest.title)
            yield record

    def write(documents: Any, out: Any, options: Any) -> None:
        print("begin")
        bad.write_titles(documents, out, options)
        print("end")

    class Loading(Plugin):
        @hookimpl
        def signalkit_exporters(self) -> Iterable[Exporter]:
            print("loading")
            return [bad.make_exporter(write)]

    before = sys.stdout
    plugins = manager(Loading(importers=[bad.make_importer(bad.read_and_print)]))
    for _ in range(2):
        signalkit.export(documents(), "bad", io.BytesIO(), plugins=plugins)
    for record in signalkit.import_records("bad", io.BytesIO(), plugins=plugins):
        print("read", record.id)
    out, err = capsys.readouterr()
    assert out == "ours Title 0\nours Title 1\nours Title 2\n" * 2 + "read a\n"
    assert err == f"{NOTE}loading\nbegin\nend\nbegin\nend\nbegin\nend\n"
    assert sys.stdout is before


def test_what_a_rule_prints_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    plugins = manager(Plugin(rules=[bad.make_rule(bad.check_and_print)]))
    signalkit.check([signalkit.parse("# A"), signalkit.parse("# B")], plugins=plugins)
    assert capsys.readouterr() == ("", f"{NOTE}checking\nchecked\nchecking\nchecked\n")


def test_other_threads_print_where_they_did(capsys: pytest.CaptureFixture[str]) -> None:
    inside, printed = threading.Event(), threading.Event()

    def write(documents: Any, out: Any, options: Any) -> None:
        inside.set()
        assert printed.wait(10)
        print("plugin")
        bad.write_titles(documents, out, options)

    def work() -> None:
        assert inside.wait(10)
        print("thread")
        printed.set()

    thread = threading.Thread(target=work)
    thread.start()
    before = sys.stdout
    signalkit.export(THREE, "bad", io.BytesIO(), plugins=exporting(write))
    thread.join()
    assert sys.stdout is before
    assert capsys.readouterr() == ("thread\n", f"{NOTE}plugin\n")


def test_guards_nest_and_are_shared(capsys: pytest.CaptureFixture[str]) -> None:
    before = sys.stdout
    guard, host = PrintGuard(InstalledPlugin("", "bad"), set()), PrintGuard(None)
    with guard, host:
        print("host")
        with guard:
            print("plugin")
            with guard, contextlib.redirect_stdout(io.StringIO()) as captured:
                print("its own")
        print("host")
    assert captured.getvalue() == "its own\n"
    assert capsys.readouterr() == ("host\nhost\n", f"{NOTE}plugin\n")
    assert sys.stdout is before


def test_a_plugin_may_print_where_there_are_no_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(documents: Any, out: Any, options: Any) -> None:
        print("lost")
        sys.stdout is None or sys.stdout.write("lost")
        bad.write_titles(documents, out, options)

    monkeypatch.setattr(sys, "stderr", None)
    signalkit.export(THREE, "bad", io.BytesIO(), plugins=exporting(write))
    monkeypatch.setattr(sys, "stdout", None)
    signalkit.export(THREE, "bad", io.BytesIO(), plugins=exporting(write))
    assert sys.stdout is None


# -- names -------------------------------------------------------------------------------------------------

TAKEN: dict[str, tuple[Plugin, str]] = {
    "exporter": (
        Plugin(exporters=[bad.make_exporter(bad.write_titles, "jsonl")]),
        "exporter 'jsonl': the name is reserved for signalkit-digest",
    ),
    "importer": (
        Plugin(importers=[bad.make_importer(lambda source, options: [], "markdown")]),
        "importer 'markdown': the name is reserved for signalkit-digest",
    ),
    "code": (
        Plugin(rules=[bad.make_rule(nothing, "SK301")]),
        "rule 'SK301': the prefix 'SK' is reserved for signalkit-digest",
    ),
    "prefix": (
        Plugin(rules=[bad.make_rule(nothing, "SK999")]),
        "rule 'SK999': the prefix 'SK' is reserved for signalkit-digest",
    ),
    "rule name": (
        Plugin(rules=[bad.make_rule(nothing, "ZZ001", "too-many-cells")]),
        "rule 'ZZ001': the name 'too-many-cells' is reserved for signalkit-digest",
    ),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_no_plugin_takes_what_signalkit_brings(kind: str) -> None:
    plugin, reason = TAKEN[kind]
    made, alone = manager(plugin), manager()
    with pytest.warns(PluginWarning, match=re.escape(f"plugin bad: {reason}")) as seen:
        assert made.exporters() == alone.exporters()
    assert len(seen) == 1
    assert made.importers() == alone.importers()
    assert made.rules() == alone.rules()
    assert made.conflicts == []


def test_what_the_user_disables_can_be_replaced() -> None:
    """The reserve is for what is there: the tests of an author register our own formats anew."""
    made = PluginManager(discover=False, disabled=["jsonl", "rules"])
    mine = bad.make_exporter(bad.write_titles, "jsonl")
    made.register(Plugin(exporters=[mine], rules=[bad.make_rule(nothing, "SK301")]), "mine")
    assert made.exporter("jsonl") is mine
    assert list(made.rules()) == ["SK301"]


def test_a_prefix_that_begins_with_ours_is_another() -> None:
    made = manager(Plugin(rules=[bad.make_rule(nothing, "SKX001")]))
    assert "SKX001" in made.rules()


def test_two_rules_of_one_name_are_both_named() -> None:
    made = manager(
        Plugin(rules=[bad.make_rule(nothing, "AA001", "same"), bad.make_rule(nothing, "AA002", "other")]),
        Plugin(rules=[bad.make_rule(nothing, "BB001", "same")]),
    )
    assert [code for code in made.rules() if not code.startswith("SK")] == ["AA002"]
    assert made.conflicts == [
        "rule name 'same' is claimed by 'AA001' of bad and 'BB001' of bad1; "
        "disable one of them with -p no:NAME"
    ]
    with pytest.raises(PluginError, match="rule name 'same' is claimed by"):
        made.rule("BB001")
    same = Plugin(rules=[bad.make_rule(nothing, "AA001"), bad.make_rule(nothing, "AA002")])
    with pytest.warns(PluginWarning, match="plugin bad: signalkit_rules: duplicate 'bad'"):
        assert "AA001" not in manager(same).rules()


def test_a_suffix_of_ours_selects_ours() -> None:
    from signalkit.cli.formats import format_of

    made = manager(Plugin(exporters=[bad.make_exporter(bad.write_titles, suffix=".JSON")]))
    exporters = made.exporters()
    ours = [name for name in exporters if made.is_ours("exporters", name)]
    assert ours == ["json", "jsonl", "markdown"]
    assert format_of("x.json", exporters, ours) == "json"


def _endless() -> Iterator[Exporter]:
    number = 0
    while True:
        number += 1
        yield bad.make_exporter(bad.write_titles, f"bad{number}")


def test_a_hook_that_never_ends_is_named() -> None:
    with pytest.warns(PluginWarning, match="signalkit_exporters: returns more than 10,000"):
        assert "bad1" not in manager(Plugin(exporters=_endless())).exporters()


def test_a_hook_without_its_marker_is_named() -> None:
    class Unmarked:
        signalkit_version = "1.0"

        def signalkit_exporters(self) -> list[Exporter]:
            return [bad.make_exporter(bad.write_titles)]

        @hookimpl
        def signalkit_rules(self) -> list[Rule]:
            return []

    made = manager(Unmarked())
    reason = "plugin bad: signalkit_exporters is not marked with @hookimpl, so it is not called"
    with pytest.warns(PluginWarning, match=reason) as seen:
        assert "bad" not in made.exporters()
    assert len(seen) == 1
    assert [str(one) for one in made.warnings] == [reason]
    assert [str(plugin) for plugin in made.plugins if plugin.name == "bad"] == ["bad"]


# -- on the command line -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One distribution with all bad formats and rules, and a function that lacks its marker."""
    folder = tmp_path_factory.mktemp("site")
    code = """
        import os, signal
        from signalkit import hookimpl
        from tests.support import bad_plugins

        if os.environ.get("BAD_SIGNAL"):
            os.kill(os.getpid(), int(os.environ["BAD_SIGNAL"]))
        if os.environ.get("BAD_PRINT"):
            print("loading")

        @hookimpl
        def signalkit_exporters():
            return bad_plugins.all_exporters()

        @hookimpl
        def signalkit_importers():
            return bad_plugins.all_importers()

        @hookimpl
        def signalkit_rules():
            return bad_plugins.all_rules()

        def signalkit_rule():
            return []
    """
    (folder / "signalkit_bad.py").write_text(textwrap.dedent(code))
    info = folder / "signalkit_bad-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: signalkit-bad\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[signalkit]\nbad = signalkit_bad\n")
    return folder


Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
UNMARKED = (
    "signalkit: plugin bad (signalkit-bad 1.0): signalkit_rule is not marked with @hookimpl, "
    "so it is not called\n"
)


@pytest.fixture
def run(site: Path, tmp_path: Path) -> Run:
    def run(*arguments: object, **settings: Any) -> subprocess.CompletedProcess[bytes]:
        with cli.installed(site):
            return cli.run(*arguments, cwd=tmp_path, **settings)

    return run


def complaints(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """The lines on standard error, but the one about the missing marker."""
    text = done.stderr.decode()
    assert text.startswith(UNMARKED)
    return text.removeprefix(UNMARKED).splitlines()


@pytest.mark.lengthy
@pytest.mark.parametrize("kind", [*bad.EXPORTERS, *bad.ENDING])
def test_a_command_with_a_bad_exporter(kind: str, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.md").write_bytes(SEED.read_bytes())
    out = tmp_path / "out.txt"
    out.write_bytes(b"old")
    name = f"bad-{kind.replace(' ', '-')}"
    done = run("export", name, folder, "-o", out)
    status = bad.ENDING[kind][1] if kind in bad.ENDING else 2
    assert done.returncode == status
    assert out.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out.txt"]
    lines = complaints(done)
    assert len(lines) == (status == 2)
    for line in lines:
        assert name in line or "title: no" in line or line == "signalkit: out of memory"


@pytest.mark.parametrize("kind", bad.SWALLOWING)
def test_a_named_input_that_cannot_be_read_replaces_nothing(kind: str, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_bytes(b"old")
    done = run("export", f"bad-{kind.replace(' ', '-')}", SEED, tmp_path / "none.md", "-o", out)
    assert done.returncode == 2
    assert out.read_bytes() == b"old"
    assert complaints(done) == [
        f"signalkit: {tmp_path / 'none.md'}: No such file or directory",
        "signalkit: some files could not be read; nothing written",
    ]


def test_prints_do_not_get_into_results(run: Run) -> None:
    done = run("export", "bad-printing", SEED, env={"BAD_PRINT": "1"})
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
    note = "signalkit: plugin bad (signalkit-bad 1.0) prints to standard output; redirected to this stream"
    assert sorted(done.stderr.decode().splitlines()) == sorted(
        [note, "loading", UNMARKED.strip(), "debug", "more", "bytes", "end"]
    )
    done = run("check", "--select", "bad-printing", SEED)
    assert done.stdout.splitlines()[0].endswith(b"found [bad-printing]")
    assert complaints(done)[:3] == [note, "checking", "checked"]


def test_a_fix_that_changes_more_than_its_rule_declares_changes_no_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    text = SEED.read_bytes() + b"\n* one\n+ two  \n"
    file.write_bytes(text)
    for options in (["--fix"], ["--diff"], ["--fix", "--extend-select", "SK"]):
        done = run("check", "--select", "bad-wiping", *options, file)
        assert done.returncode == 2
        assert file.read_bytes() == text
        assert complaints(done)[0] == (
            f"signalkit: {file}: the fix of BAD900 (bad-wiping) changes the digest, but the rule is not "
            "declared with changes=True; nothing was changed"
        )


@pytest.mark.parametrize("kind", bad.ENDING)
def test_what_ends_a_command_has_its_exit_status(kind: str, run: Run, tmp_path: Path) -> None:
    _, status = bad.ENDING[kind]
    (tmp_path / "in").write_bytes(b"")
    commands = [
        ("import", f"bad-{kind}", "in", "-o", "out"),
        ("check", "--select", f"bad-{kind}", SEED),
    ]
    for command in commands:
        done = run(*command)
        assert done.returncode == status
        assert complaints(done) == (["signalkit: out of memory"] if kind == "memory" else [])
        assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_the_list_of_plugins_has_the_warning(run: Run) -> None:
    done = run("plugins")
    assert done.returncode == 0
    assert UNMARKED.removeprefix("signalkit: ").encode() in done.stdout
    assert b'"reason": "signalkit_rule is not marked' in run("plugins", "--json").stdout


def run_process(site: Path, *arguments: object, **variables: str) -> subprocess.CompletedProcess[bytes]:
    path = os.pathsep.join([str(site), str(Path(__file__).parents[1])])
    return cli.run_process(*arguments, env={"PYTHONPATH": path, **variables})


@pytest.mark.process
@pytest.mark.parametrize(
    ("number", "format", "variable"),
    [
        (signal.SIGTERM, "jsonl", "BAD_SIGNAL"),
        (signal.SIGINT, "jsonl", "BAD_SIGNAL"),
        (signal.SIGHUP, "bad-catching", "BAD_NUMBER"),
        (signal.SIGINT, "bad-catching", "BAD_NUMBER"),
    ],
)
def test_a_signal_while_a_plugin_loads_or_works_ends_the_command(
    number: int, format: str, variable: str, site: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"old")
    done = run_process(site, "export", format, SEED, "-o", out, **{variable: str(int(number))})
    assert done.returncode == 128 + number
    assert done.stderr.decode() == (UNMARKED if format == "bad-catching" else "")
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.process
def test_a_plugin_is_named_once_by_several_processes(site: Path, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number}.md").write_bytes(SEED.read_bytes())
    done = run_process(site, "check", "--jobs", "2", "--select", "bad-printing", tmp_path)
    assert done.stdout.count(b"found [bad-printing]") == 12
    assert done.stderr.count(b"checking") == 12
    assert done.stderr.count(b"prints to standard output; redirected to this stream") == 1
    for name in ("bad-terminated", "bad-for-long"):
        ended = run_process(site, "check", "--jobs", "2", "--select", name, tmp_path)
        assert (ended.returncode, ended.stdout) == (143, b"")
    assert not list(tmp_path.glob("*.late"))


# -- binary formats ----------------------------------------------------------------------------------------


def test_a_binary_format_is_not_written_to_a_terminal(run: Run) -> None:
    refusal = b"Error: refusing to write Bad to a terminal; use -o FILE.bad-binary\n"
    for arguments in ((), ("-o", "-")):
        done = run("export", "bad-binary", SEED, *arguments, terminal=True)
        assert done.returncode == 2
        assert refusal in done.stderr + done.stdout
        assert b"\x1b" not in done.stdout
    piped = run("export", "bad-binary", SEED)
    assert (piped.returncode, piped.stdout[:4]) == (0, b"\x1b[2J")
    assert run("export", "jsonl", SEED, terminal=True).returncode == 0


def test_a_terminal_may_be_named_as_a_file(tmp_path: Path) -> None:
    master, slave = os.openpty()
    try:
        assert is_terminal_at(os.ttyname(slave))
    finally:
        os.close(master)
        os.close(slave)
    (tmp_path / "file").touch()
    assert not any(map(is_terminal_at, [os.devnull, str(tmp_path), str(tmp_path / "file"), "none"]))
