"""Threads and processes that do the same at once: the same results as one, and no file lost or mixed."""

from __future__ import annotations

import io
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import attrs
import pytest

import signalkit
from signalkit import inline
from signalkit.cached import cached_property
from signalkit.document import format_document
from signalkit.store.atomic import write_file
from signalkit.store.staging import replace_folder
from tests.support.cli import run, start_process
from tests.support.samples import SEEDS

_T = TypeVar("_T")
THREADS = 8
SEED_TEXTS = [
    path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.md")) if path.stem != "README"
]
pytestmark = pytest.mark.process
ROUNDS = pytest.mark.parametrize("rounds", [2, pytest.param(100, marks=pytest.mark.slow("concurrency"))])
FORMATS = ("csv", "csvw", "json", "json-ld", "jsonl", "markdown", "opml", "xlsx")


@pytest.fixture(autouse=True)
def often_interrupted() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once(work: Callable[[int], _T]) -> list[_T]:
    """What the threads come to that begin at the same moment."""
    barrier = threading.Barrier(THREADS)
    results: dict[int, Any] = {}

    def begin(number: int) -> None:
        barrier.wait()
        try:
            results[number] = work(number)
        except BaseException as error:
            results[number] = error

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results.values():
        if isinstance(result, BaseException):
            raise result
    return [results[number] for number in range(THREADS)]


def everything(document: signalkit.Document, turn: int = 0) -> list[Any]:
    """All that is said of a document, asked in an order that differs by turn."""
    questions: list[Callable[[], Any]] = [
        lambda: document.digest,
        lambda: [(node.kind, node.start, node.end) for node in document.tree.walk()],
        lambda: [(leaf.start, leaf.end) for leaf in document.tree.leaves()],
        lambda: (document.layout, document.is_digest, document.position(len(document.text) // 2)),
        lambda: document.span_of("title"),
        lambda: document.evolve(title="Another", keywords=("one", *document.digest.keywords)).text,
        lambda: [(one.code, one.span) for one in signalkit.check(document)],
        lambda: format_document(document).text,
        lambda: [(inline.plain(text), inline.html(text)) for text in inline_texts(document.digest)],
    ]
    answers = {}
    for at in range(len(questions)):
        index = (at + turn) % len(questions)
        answers[index] = questions[index]()
    return [answers[index] for index in range(len(questions))]


def inline_texts(digest: signalkit.Digest) -> list[str]:
    texts = [text for signal in digest.signals for text in attrs.astuple(signal) if isinstance(text, str)]
    return [*texts[:6], "*a* **b** `c` [d](https://e.example 'f') <b> ~~g~~ ![h](i) &amp; \\*", "[a](<b\nc"]


@ROUNDS
def test_threads_that_share_a_document(rounds: int) -> None:
    for text in (SEED_TEXTS * rounds)[: 2 * rounds]:
        expected = everything(signalkit.parse(text))
        shared = signalkit.parse(text)
        for answers in at_once(lambda turn, shared=shared: everything(shared, turn)):  # type: ignore[misc]
            assert answers == expected


def test_threads_that_compute_a_property_at_once_share_its_value() -> None:
    barrier = threading.Barrier(THREADS)

    class Slow:
        @cached_property
        def value(self) -> object:
            barrier.wait()  # until all threads compute it
            return object()

    slow = Slow()
    assert len(set(map(id, at_once(lambda _: slow.value)))) == 1


@ROUNDS
def test_threads_with_documents_of_their_own(rounds: int) -> None:
    texts = SEED_TEXTS[:THREADS]
    expected = [everything(signalkit.parse(text)) for text in texts]
    for _ in range(rounds // 2):
        assert at_once(lambda turn: everything(signalkit.parse(texts[turn]))) == expected


@ROUNDS
@pytest.mark.parametrize("format", FORMATS)
def test_threads_that_export(format: str, rounds: int) -> None:
    documents = [signalkit.parse(text, path=f"{at}.md") for at, text in enumerate(SEED_TEXTS)]

    def export(_: int = 0) -> bytes:
        out = io.BytesIO()
        signalkit.export(documents, format, out)
        return out.getvalue()

    expected = export()
    for _ in range(rounds // 2):
        assert set(at_once(export)) == {expected}


FIRST_USE = """
import sys, threading
import signalkit
sys.setswitchinterval(1e-6)
barrier = threading.Barrier(8)
found = []
def use(number):
    barrier.wait()
    names = signalkit.__all__[number * 4:] + signalkit.__all__[:number * 4]
    things = {name: getattr(signalkit, name) for name in names}
    from signalkit.plugins import get_manager
    manager = get_manager()
    digest = things["parse"]("# __*A*__\\n\\n## Keywords\\n\\n* a\\n").digest
    from signalkit import inline
    found.append((sorted((name, id(thing)) for name, thing in things.items()), id(manager),
                  list(manager.exporters()), digest, inline.html(digest.title)))
threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert len(found) == 8, len(found)
assert all(one == found[0] for one in found), found
"""


@ROUNDS
def test_threads_that_are_the_first_to_use_anything(rounds: int) -> None:
    for _ in range(rounds // 2):
        done = subprocess.run([sys.executable, "-c", FIRST_USE], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def test_the_umask_is_heeded_but_never_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # It is one for all threads: two that ask for it by setting it may leave it at 0 for good.
    before = os.umask(0o027)
    try:
        with monkeypatch.context() as patch:
            patch.delattr(os, "umask")
            write_file(tmp_path / "a", b"x")
            with replace_folder(tmp_path / "new", overwrite=False) as folder, folder.create("b") as file:
                file.write(b"x")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
        assert modes == {"a": 0o640, "new": 0o750, "b": 0o640}
    finally:
        os.umask(before)


@ROUNDS
def test_threads_that_save_one_file(rounds: int, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    documents = [signalkit.parse(f"# __{number}__\n" * 2000) for number in range(THREADS)]
    for _ in range(rounds):
        at_once(lambda number: documents[number].save(path))
        assert path.read_text() in [document.text for document in documents]
    assert [one.name for one in tmp_path.iterdir()] == ["a.md"]


def test_threads_that_write_into_one_folder_without_replacing(tmp_path: Path) -> None:
    def write(number: int) -> bool:
        try:
            with replace_folder(tmp_path / "out" / "in", overwrite=False) as folder:
                for name in ("a", "b", "c"):
                    with folder.create(name) as file:
                        file.write(b"%d" % number)
        except FileExistsError:
            return False
        return True

    assert at_once(write).count(True) == 1
    contents = {path.read_bytes() for path in (tmp_path / "out" / "in").iterdir()}
    assert len(contents) == 1
    assert sorted(path.name for path in (tmp_path / "out").rglob("*")) == ["a", "b", "c", "in"]


# -- processes ---------------------------------------------------------------------------------------------

UNTIDY = "\ufeff# __A__\n## Keywords\n- a\n- b\n\n\n"


@ROUNDS
def test_two_processes_on_one_file(rounds: int, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(UNTIDY, encoding="utf-8")
    format, fix = ("format",), ("check", "--isolated", "--fix", "--exit-zero")
    results = {path.read_bytes()}
    for verbs in ([format], [fix], [format, fix], [fix, format]):
        path.write_text(UNTIDY, encoding="utf-8")
        for verb in verbs:
            run(*verb, path)
        results.add(path.read_bytes())
    for _ in range(rounds):
        path.write_text(UNTIDY, encoding="utf-8")
        for process in [start_process(*verb, path) for verb in (format, fix, format)]:
            said = process.communicate()[1]
            assert process.returncode in (0, 2)
            assert (process.returncode == 2) == (b"changed on disk since it was read" in said)
        assert path.read_bytes() in results
        assert [one.name for one in tmp_path.iterdir()] == ["a.md"]


@ROUNDS
def test_two_processes_on_one_output(rounds: int, tmp_path: Path) -> None:
    for name, format in (("out.json", "json"), ("out.zip", "csvw"), ("out", "csvw")):
        out = tmp_path / name
        for _ in range(rounds // 2):
            sources = sorted(SEEDS.glob("*.md"))[:2]
            processes = [start_process("export", format, source, "-o", out, "--force") for source in sources]
            assert [process.communicate()[1] for process in processes] == [b"", b""]
            assert [process.returncode for process in processes] == [0, 0]
        if name != "out":
            records = list(signalkit.import_records(format, out))
            assert [record.id for record in records] in [[source.stem] for source in sources]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "out.json", "out.zip"]


@pytest.mark.parametrize(
    ("module", "function", "verb"),
    [
        ("format", "format_document", ["format"]),
        ("check.fixes", "fix", ["check", "--isolated", "--fix"]),
    ],
)
def test_what_an_editor_has_changed_meanwhile_is_not_replaced(
    module: str, function: str, verb: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    path.write_text(UNTIDY, encoding="utf-8")
    place = import_module(f"signalkit.cli.commands.{module}")
    before = getattr(place, function)

    def edit(*arguments: Any, **options: Any) -> Any:
        path.write_text("# __mine__")
        return before(*arguments, **options)

    monkeypatch.setattr(place, function, edit)
    done = run(*verb, path)
    assert done.returncode == 2
    said = f"signalkit: {path}: file changed on disk since it was read; not overwritten; not "
    assert said in done.stderr.decode()
    assert path.read_text() == "# __mine__"


def test_a_process_that_is_killed_while_it_checks(tmp_path: Path) -> None:
    rule = tmp_path / "killer.md"
    rule.write_text("# __A__\n\n## Keywords\n\n* a\n")
    for number in range(8):
        (tmp_path / f"{number}.md").write_text(rule.read_text())
    code = (
        "import os, signal; import signalkit.cli.commands.check.workers as workers\n"
        "def die(files): os.kill(os.getpid(), signal.SIGKILL)\n"
        "workers._check_part = die\n"
        "from signalkit.cli.main import main; main()"
    )
    command = [sys.executable, "-c", code, "check", "--isolated", "--jobs", "2", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert b"a process ended before its time" in done.stderr


def test_no_process_outlives_the_one_that_is_killed(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.md").write_text("# __A__\n")
    code = (
        "import os, signal; import signalkit.cli.commands.check.workers as workers\n"
        "def wait(files): os.write(2, b'here'); signal.pause()\n"
        "workers._check_part = wait\n"
        "from signalkit.cli.main import main; main()"
    )
    command = [sys.executable, "-c", code, "check", "--isolated", "--jobs", "2", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read(4)
    process.kill()
    assert said == b"here"
    process.stderr.read()  # its end is that of the last process that holds it
    process.wait()


def test_a_closed_output_ends_format_as_a_signal_would(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.md").write_text(UNTIDY, encoding="utf-8")
    read, write = os.pipe()
    os.close(read)
    process = start_process("format", tmp_path, stdout=write)
    os.close(write)
    _, err = process.communicate()
    assert (process.returncode, err) == (128 + signal.SIGPIPE, b"")
