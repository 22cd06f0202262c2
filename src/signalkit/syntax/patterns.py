r"""The expressions of the block rules, by section of CommonMark 0.31.2 and GFM 0.29.

They match at an offset of a text whose lines end with ``\n`` alone (see `unify_newlines`), after the
indentation of the line. Each takes linear time on any text (tests/test_security_expressions.py).
"""

from __future__ import annotations

import re

BLOCK_STARTS = frozenset("#*+-_=`~<>0123456789")
"""Characters that a container, a leaf block with a marker, or a setext underline starts with."""

# -- CommonMark 4.1 to 4.3, 4.5 ------------------------------------------------------------------------------

THEMATIC_BREAK = re.compile(r"(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)(?=\n|\Z)")
"""A thematic break (4.1), up to its line end."""

ATX_HEADING = re.compile(r"#{1,6}(?=[ \t\n]|\Z)")
"""The opening sequence of an ATX heading (4.2)."""

CLOSING_SEQUENCE = re.compile(r"(?:^|(?<=[ \t]))#+\Z")
"""The closing sequence of an ATX heading (4.2), searched for in its text."""

SETEXT_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*(?=\n|\Z)")
"""The underline of a setext heading (4.3)."""

CODE_FENCE = re.compile(r"`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,}")
"""An opening code fence (4.5)."""

# -- CommonMark 4.6 ------------------------------------------------------------------------------------------

_BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|"
    "div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h1|h2|h3|h4|h5|h6|head|header|hr|html|"
    "iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|"
    "summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_VALUE = r"""(?:[^ \t\n"'=<>`]++|'[^'\n]*+'|"[^"\n]*+")"""
_ATTRIBUTE = rf"[ \t]++[A-Za-z_:][A-Za-z0-9_.:-]*+(?:[ \t]*+=[ \t]*+{_VALUE})?+"
_TAG = rf"(?:<[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*+[ \t]*+/?>|</[A-Za-z][A-Za-z0-9-]*+[ \t]*+>)"

HTML_START = re.compile(
    r"(<(?i:script|pre|style|textarea)(?=[ \t>\n]|\Z))"
    r"|(<!--)"
    r"|(<\?)"
    r"|(<![A-Za-z])"
    r"|(<!\[CDATA\[)"
    rf"|(</?(?i:{_BLOCK_TAGS})(?=[ \t\n]|/?>|\Z))"
    rf"|({_TAG}[ \t]*+(?=\n|\Z))"
)
"""The start of an HTML block (4.6); the group that matches has the number of its start condition."""

HTML_END = {
    1: re.compile(r"</(?:script|pre|style|textarea)>", re.I),
    2: re.compile(r"-->"),
    3: re.compile(r"\?>"),
    4: re.compile(r">"),
    5: re.compile(r"\]\]>"),
}
"""What ends an HTML block (4.6), by start condition. A blank line ends those of conditions 6 and 7."""

# -- CommonMark 4.7 ------------------------------------------------------------------------------------------

_LABEL = r"\[(?=[^\]]*[^\s\]])(?:[^\\\[\]]|\\.){1,999}+\]:"
_GAP = r"[ \t]*+(?:\n[ \t]*+)?+"
_ANGLED = r"<(?:[^<>\n\\]|\\[^\n])*+>"
_BARE = r"[^\x00-\x20\x7f<][^\x00-\x20\x7f]*+"
_TITLE = r"""(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\))"""

DEFINITION = re.compile(
    rf"{_LABEL}{_GAP}(?:{_ANGLED}|({_BARE}))(?:(?=[ \t\n]){_GAP}{_TITLE})?[ \t]*+(?:\n|\Z)", re.S
)
"""A link reference definition (4.7), line end included, in a paragraph without the indentation of its lines.

The group is a destination without angle brackets, whose parentheses have yet to be counted.
"""

# -- CommonMark 5.2 ------------------------------------------------------------------------------------------

LIST_MARKER = re.compile(r"(?:[*+-]|([0-9]{1,9})[.)])(?=[ \t\n]|\Z)")
"""A bullet list marker, or an ordered one with its number (5.2)."""

# -- GFM 4.10 ------------------------------------------------------------------------------------------------

DELIMITER_ROW = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+(?=\n|\Z)")
"""The delimiter row of a table (GFM 4.10)."""
