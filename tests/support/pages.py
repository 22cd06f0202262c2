"""The pages of the documentation: their blocks of code, run one after the other; their links."""

from __future__ import annotations

import ast
import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import attrs
import yaml
from markdown_it import MarkdownIt
from pre_commit.clientlib import load_config, load_manifest

from signalkit.checking import Checker
from signalkit.checking.config import load_configuration
from tests.support.cli import run
from tests.support.samples import ROOT, SEEDS

PAGES = sorted(
    [
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "SECURITY.md",
        SEEDS / "README.md",
        *(ROOT / "docs").rglob("*.md"),
        *ROOT.glob("plugins/README.md"),
        *ROOT.glob("plugins/signalkit-*/README.md"),
    ]
)
COPIES = {
    page for page in PAGES if page.read_text("utf-8").startswith("<!-- Made by `make pages` from plugins/")
}
"""Pages that are copies of others in the list."""
ELSEWHERE = {
    "docs/plugins.md": "test_plugin_guide.py builds, installs and uses what it shows",
    **{
        f"docs/rules/{path.name}": "test_rules.py applies every rule to its examples"
        for path in (ROOT / "docs" / "rules").glob("*.md")
        if path.name != "index.md"
    },
}
_NOT_RUN = re.compile(r"<!-- not run: (.+) -->\s*\Z")
_OURS = re.compile(r"signalkit ([^|<>;&$*?`\\]+)(?:\| (.+))?")
"""A command that needs no shell, but what its output may be piped into."""
_PARSER = MarkdownIt("commonmark").enable("table")


@attrs.frozen
class Block:
    """A fenced block.

    Attributes:
        language: the first word behind the fence.
        title: the file that it is, if it is one.
        text: what stands in it.
        line: on which it begins.
        reason: why it is not run, if it is not: a comment before it says so.
    """

    language: str
    title: str
    text: str
    line: int
    reason: str


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    before = ""
    for token in _PARSER.parse(page.read_text(encoding="utf-8")):
        if token.type == "fence" and token.map:
            title = re.search(r'title="([^"]+)"', token.info)
            reason = _NOT_RUN.match(before)
            yield Block(
                token.info.partition(" ")[0],
                title[1] if title else "",
                token.content,
                token.map[0] + 1,
                reason[1] if reason else "",
            )
        before = token.content if token.type == "html_block" else ""


def installs() -> Iterator[str]:
    """The commands of all pages that install from a checkout, each once."""
    found = [block.text for page in PAGES for block in blocks(page) if block.language == "sh"]
    yield from sorted({text.strip() for text in found if text.startswith("pip install .")})


def targets() -> set[str]:
    """The targets of make that pages name."""
    command = re.compile(r"(?:^ *|`)make ([a-z-]+)(?:$|`| +[A-Z#])", re.M)  # not the verb of a sentence
    named = [command.findall(page.read_text(encoding="utf-8")) for page in PAGES]
    return {target for found in named for target in found}


def relative_links(page: Path) -> Iterator[str]:
    """What a page links to beside it, without anchors."""
    for token in _PARSER.parse(page.read_text(encoding="utf-8")):
        for child in token.children or ():
            url = str(child.attrGet("href") or child.attrGet("src") or "")
            if url and not urlsplit(url).scheme:
                yield unquote(urlsplit(url).path)


class Runner:
    """Runs the blocks of one page in a folder where the seeds stand under a name that the page knows.

    A block with a title becomes a file; what is ours to read is read. Blocks of Python share their names.
    """

    def __init__(self, folder: Path, digests: str) -> None:
        self.folder = folder
        self.names: dict[str, Any] = {"__name__": "__main__"}
        shutil.copytree(SEEDS, folder / digests, ignore=shutil.ignore_patterns("README.md"))

    def run(self, block: Block) -> None:
        if block.title:
            path = self.folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        getattr(self, f"run_{block.language}")(block)

    def run_python(self, block: Block) -> None:
        if ">>> " in block.text:
            test = doctest.DocTestParser().get_doctest(block.text, self.names, "block", None, block.line)
            told: list[str] = []
            result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(
                test, out=told.append, clear_globs=False
            )
            assert not result.failed, "".join(told)
            self.names.update(test.globs)
        else:
            code = compile(block.text, block.title or "block", "exec")
            if not block.title:  # a file is run by the command that names it
                exec(code, self.names)

    def run_py(self, block: Block) -> None:
        """How a name of the reference is used: its signature, or its type."""
        used, is_call = re.subn(r"\A[\w.]+(?=\()", "def use", block.text.rstrip())
        ast.parse(f"{used}: ..." if is_call else used)

    def run_sh(self, block: Block) -> None:
        if block.text.startswith("pip install ."):  # in a checkout; test_packaging.py runs it
            [command] = block.text.splitlines()
            for pattern in shlex.split(command)[2:]:
                folders = glob(pattern, root_dir=ROOT)
                assert folders, pattern
                assert all((ROOT / folder / "pyproject.toml").is_file() for folder in folders), pattern
            return
        lines = [line for line in block.text.splitlines() if line and not line.startswith("#")]
        for script in lines if all(map(_OURS.fullmatch, lines)) else [f"set -e\n{block.text}"]:
            done = self._command(script)
            assert done.returncode == 0, done.stdout

    def run_console(self, block: Block) -> None:
        _, *parts = re.split(r"^\$ (.*)\n", block.text, flags=re.M)
        commands, shown = parts[::2], parts[1::2]
        before = self.folder
        for command, want in zip(commands, shown, strict=True):
            if command.startswith("cd "):  # until the end of the block
                self.folder /= command.removeprefix("cd ")
                continue
            got = self._command(command).stdout
            same = doctest.OutputChecker().check_output(want, got, doctest.ELLIPSIS)
            assert same, f"$ {command}\n{got}instead of\n{want}"
        self.folder = before

    def _command(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run one command: ours in this process, others and what comes after a pipe in a shell."""
        if not (ours := _OURS.fullmatch(command)):
            return self._shell(command)
        words = shlex.split(ours[1], comments=True)
        env = {"COLUMNS": "100"}
        done = run(*words, cwd=self.folder, env=env, stderr="apart" if ours[2] else "stdout")
        if ours[2]:
            return self._shell(ours[2], stdin=done.stdout)
        return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode("utf-8"))

    def _shell(self, script: str, *, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
        env = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_INDEX": "1",  # what pages install is here; nothing else is to come in
            "PYTHONIOENCODING": "utf-8",
            "COLUMNS": "100",
            "CI": "true",  # Hypothesis draws the same each time then, however slow the machine is
        }
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=env,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return subprocess.CompletedProcess(script, done.returncode, done.stdout.decode("utf-8"))

    def run_toml(self, block: Block) -> None:
        content = tomllib.loads(block.text)
        if block.title == "signalkit.toml" or "signalkit" in content.get("tool", {}):
            Checker(load_configuration(self.folder / block.title))

    def run_yaml(self, block: Block) -> None:
        content = yaml.safe_load(block.text)
        if "repos" in content:
            path = self.folder / ".pre-commit-config.yaml"
            path.write_text(block.text, encoding="utf-8")
            ours = {hook["id"] for hook in load_manifest(ROOT / ".pre-commit-hooks.yaml")}
            named = [hook["id"] for repo in load_config(path)["repos"] for hook in repo["hooks"]]
            assert named
            assert ours.issuperset(named)
        for start, schema in ((".github/workflows/", "github-workflows"), (".gitlab-ci", "gitlab-ci")):
            if block.title.startswith(start):
                check = f"check-jsonschema --builtin-schema vendor.{schema} {block.title}"
                done = self._shell(check)
                assert done.returncode == 0, done.stdout
                self._run_steps(content)

    def _run_steps(self, content: Any) -> None:
        """Run the commands of a workflow that are ours; what it installs from elsewhere must be here, too."""
        steps = [step for job in content.get("jobs", {}).values() for step in job["steps"]]
        scripts = [step["run"] for step in steps if "run" in step]
        scripts += [
            line for job in content.values() if isinstance(job, dict) for line in job.get("script", ())
        ]
        assert scripts
        for script in scripts:
            if script.startswith("pip install "):
                folders = re.findall(r"#subdirectory=([^\"]+)", script)
                assert folders
                assert all((ROOT / folder / "pyproject.toml").is_file() for folder in folders)
            else:
                assert script.startswith("signalkit "), script
                done = self._command(script)
                assert done.returncode in (0, 1), done.stdout

    def run_json(self, block: Block) -> None:
        json.loads(block.text)

    def run_markdown(self, block: Block) -> None:
        assert block.title, "say which file this is, with a title"

    def run_text(self, block: Block) -> None:
        """What is shown, not run: a grammar, a picture."""

    run_ = run_text
