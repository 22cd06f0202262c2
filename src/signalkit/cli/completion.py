"""What a shell completes: paths, formats, rules, plugins and options; and the scripts that make it ask.

The scripts pass the line up to the cursor, and get a line for each completion: its kind (``plain``, ``file``
or ``dir``, for which the shell takes over), its value, and a description. Importing this module registers
the classes with `click`.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterable
from typing import Any

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, split_arg_string

from signalkit.cli.session import Session
from signalkit.model.paths import ATTRIBUTES
from signalkit.model.schema import FIELDS

_Items = list[CompletionItem]


# -- values ------------------------------------------------------------------------------------------------


def complete_file(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> _Items:
    """Let the shell complete the path of a file or folder."""
    return [CompletionItem(incomplete, type="file")]


def complete_folder(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> _Items:
    """Let the shell complete the path of a folder."""
    return [CompletionItem(incomplete, type="dir")]


def complete_field(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> _Items:
    """Complete a field, or an attribute of a field: ``signals.change``."""
    field, dot, _ = incomplete.partition(".")
    if dot and field.partition("[")[0] in FIELDS:
        names = ATTRIBUTES.get(FIELDS[field.partition("[")[0]].type, ())
        return _starting(incomplete, [(f"{field}.{name}", "") for name in names])
    return _starting(incomplete, [(name, one.heading) for name, one in FIELDS.items()])


def complete_rule(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> _Items:
    """Complete the code of a rule, or its name."""
    rules = _plugins(ctx).rules()
    codes = _starting(incomplete, [(code, rule.name) for code, rule in rules.items()])
    return codes or _starting(incomplete, [(rule.name, code) for code, rule in rules.items()])


def complete_selectors(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> _Items:
    """Complete the last of several rules that are separated by commas."""
    before, comma, last = incomplete.rpartition(",")
    found = [*complete_rule(ctx, parameter, last), *_starting(last, [("ALL", "all rules")])]
    chosen = before.split(",")
    return [
        CompletionItem(f"{before}{comma}{one.value}", help=one.help)
        for one in found
        if one.value not in chosen
    ]


def complete_plugin(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> _Items:
    """Complete ``no:NAME``."""
    session = ctx.ensure_object(Session)
    with session.quiet():
        found = session.find_plugins().plugins
    return _starting(incomplete, [(f"no:{plugin.name}", plugin.distribution) for plugin in found])


def _plugins(ctx: click.Context) -> Any:
    return ctx.ensure_object(Session).load_plugins()


def _starting(incomplete: str, values: Iterable[tuple[str, str]]) -> _Items:
    return [CompletionItem(value, help=help) for value, help in values if value.startswith(incomplete)]


# -- shells ------------------------------------------------------------------------------------------------


class _Complete(ShellComplete):
    _incomplete = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        line = os.environ.get("_SIGNALKIT_LINE", "")
        words = split_arg_string(line)[1:]
        is_new = not words or (line[-1:].isspace() and split_arg_string(f"{line}x")[-1] == "x")
        self._incomplete = "" if is_new else words.pop()
        return words, self._incomplete

    def complete(self) -> str:
        """Return the completions; none if something fails, since an error would not be visible."""
        session = self.ctx_args.get("obj")
        if isinstance(session, Session):
            session.output.stderr = None  # the line is being edited there
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                return super().complete()
        except Exception:
            return ""

    def format_completion(self, item: CompletionItem) -> str:
        help = " ".join((item.help or "").split())
        return f"{item.type}\t{item.value}\t{help}"


@add_completion_class
class _Bash(_Complete):
    name = "bash"
    source_template = """\
%(complete_func)s() {
    local kind value help
    COMPREPLY=()
    while IFS=$'\\t' read -r kind value help; do
        case $kind in
            file) compopt -o default ;;
            dir) compopt -o dirnames ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(_SIGNALKIT_LINE="${COMP_LINE:0:COMP_POINT}" _SIGNALKIT_BREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def format_completion(self, item: CompletionItem) -> str:
        """Leave out what comes before the last character that breaks words: readline keeps it."""
        typed = self._incomplete
        if typed.startswith("--"):
            typed = typed.partition("=")[2]
        breaks = os.environ.get("_SIGNALKIT_BREAKS", "=:")
        cut = max(typed.rfind(character) for character in "=:" if character in f"{breaks}=") + 1
        if item.type == "plain" and item.value.startswith(typed[:cut]):
            item = CompletionItem(item.value[cut:], help=item.help)
        return super().format_completion(item)


@add_completion_class
class _Zsh(_Complete):
    name = "zsh"
    source_template = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local line="${(j: :)words[1,CURRENT-1]} $PREFIX" kind value help files
    local -a plain described
    while IFS=$'\\t' read -r kind value help; do
        case $kind in
            file) files=(_files) ;;
            dir) files=(_files -/) ;;
            plain) [[ -n $help ]] && described+=("${value//:/\\\\:}:$help") || plain+=("$value") ;;
        esac
    done < <(_SIGNALKIT_LINE="$line" %(complete_var)s=zsh_complete $words[1] 2>/dev/null)
    compset -P '--*='
    (( $#files )) && $files
    (( $#described )) && _describe -V values described
    (( $#plain )) && compadd -V values -a plain
    return 0
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""


@add_completion_class
class _Fish(_Complete):
    name = "fish"
    source_template = """\
function %(complete_func)s
    set -l line (commandline -cp)
    set -l token (commandline -ct)
    set -l option (string match -r -- '^--[^=]*=' $token)
    set -l rest (string replace -r -- '^--[^=]*=' '' $token)
    for entry in (env %(complete_var)s=fish_complete _SIGNALKIT_LINE="$line" %(prog_name)s 2>/dev/null)
        set -l parts (string split -m 2 \\t -- $entry)
        switch $parts[1]
            case file
                string replace -r -- '^' "$option" (__fish_complete_path $rest)
            case dir
                string replace -r -- '^' "$option" (__fish_complete_directories $rest)
            case plain
                printf '%%s\\t%%s\\n' "$option$parts[2]" "$parts[3]"
        end
    end
end

complete --command %(prog_name)s --no-files --arguments '(%(complete_func)s)'
"""


SCRIPTS: dict[str, type[ShellComplete]] = {one.name: one for one in (_Bash, _Zsh, _Fish)}
"""What makes a shell ask, by the name of the shell."""
