"""The document: a file's text, its tree, its content, and the way back into the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import attrs

from signalkit.cached import cached_property
from signalkit.codec import detect, unread
from signalkit.codec.lists import Item
from signalkit.codec.locate import locate
from signalkit.codec.outline import Heading, Outline, heading_of
from signalkit.codec.read import Parsed
from signalkit.codec.tables import Table
from signalkit.display import sanitize_line
from signalkit.errors import FieldPathError
from signalkit.model.digest import Digest
from signalkit.model.layout import LayoutShown
from signalkit.model.paths import get_value, parse_path, replace_value
from signalkit.model.schema import FIELDS
from signalkit.store.atomic import write_file
from signalkit.syntax.encoding import decode_wide
from signalkit.syntax.expand import build_tree
from signalkit.syntax.scan import Block
from signalkit.syntax.text import Span, decode, encode, line_starts, position
from signalkit.syntax.tree import Node


class _File:
    """What a file is known to contain: shared by a document and all that are made of it by changes."""

    def __init__(self, text: str) -> None:
        self.text = text


class Document:
    """A digest file: its exact text, and what it says. Never changes; `with_digest` gives a new one.

    Usually made by `parse`, `parse_bytes` or `load`.

    Args:
        text: the text of the file; any str.
        path: where it was read from.

    Raises:
        TypeError: If `text` is not a str.

    Attributes:
        text: the text of the file, exactly.
        path: where it was read from; None if nowhere.
    """

    text: str
    path: Path | None
    _file: _File | None = None

    def __init__(self, text: str, *, path: str | os.PathLike[str] | None = None) -> None:
        if not isinstance(text, str):
            raise TypeError(f"text: expected str, got {type(text).__name__}")
        self.__dict__["text"] = text
        self.__dict__["path"] = None if path is None else Path(path)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name}: documents are immutable; evolve() and with_digest() return a new one")

    def __repr__(self) -> str:
        from signalkit.model import preview

        where = () if self.path is None else (sanitize_line(self.path),)
        return f"<Document {preview.summarize(self.digest, *where, self.layout)}>"

    def _repr_html_(self) -> str:
        """Return the digest as HTML tables, for notebooks."""
        from signalkit.model import preview

        where = () if self.path is None else (("path", str(self.path)),)
        return preview.to_html(self.digest, *where, ("layout", self.layout))

    @cached_property
    def _parsed(self) -> Parsed:
        return Parsed(self.text)

    @property  # not a cached one, which pyright does not take for the property of a protocol
    def digest(self) -> Digest:
        """The content of the file, read when it is first asked for."""
        return self._parsed.digest

    @cached_property
    def tree(self) -> Node:
        """The lossless syntax tree, made on first use; its leaves tile the text."""
        return build_tree(self._parsed.source, self._parsed.blocks)

    @property
    def id(self) -> str | None:
        """The stem of the file name; None without a path."""
        return None if self.path is None else self.path.stem

    @cached_property
    def is_digest(self) -> bool:
        """Whether this is a digest at all, and not some other Markdown file.

        It is if it has a title in bold or with an origin, an external link, or two sections of a digest; also
        if it is encoded in UTF-16 or UTF-32, although its content is not read then.
        """
        if detect.is_digest(self._parsed):
            return True
        decoded = decode_wide(self.text)
        return decoded is not None and detect.is_digest(Parsed(decoded.text))

    @cached_property
    def layout(self) -> LayoutShown:
        """``"classic"``, ``"extended"`` or ``"mixed"``, by title form, sections, their order and columns."""
        return detect.detect_layout(self._parsed)

    # -- the parse, for rules and tools --

    @cached_property
    def blocks(self) -> list[Block]:
        """The top-level blocks, in order: each with `kind`, `start`, `end`, `span`."""
        return self._parsed.blocks

    @cached_property
    def outline(self) -> Outline:
        """The title's block, the blocks before the first section, and the sections with their blocks."""
        return self._parsed.outline

    @cached_property
    def items(self) -> dict[str, list[Item]]:
        """The items of each section that is a list, by field: ``document.items["keywords"][0].span``."""
        return self._parsed.items

    @cached_property
    def tables(self) -> dict[str, list[Table]]:
        """The tables of each section that has them, by field, with columns, rows and cells."""
        return self._parsed.tables

    @cached_property
    def unread(self) -> list[Span]:
        """Where text is that is in no field of the digest, and that `check` reports, in order.

        In a list section that is what is not an item, in a table section what is not a cell of a column, and
        anywhere a comment that is never closed. Other comments and front matter do not count.
        """
        return list(unread.locate(self._parsed))

    def heading(self, block: Block) -> Heading:
        """Return level and text span of a heading.

        Args:
            block: one of `blocks`, of kind ``"heading"``.
        """
        return heading_of(self._parsed.source, block)

    def line_span(self, line: int) -> Span:
        """Return where a line is, without its line end.

        Args:
            line: its number, from 1.

        Raises:
            IndexError: If the text has no such line.
        """
        starts = self._lines
        if not 0 < line <= len(starts):
            raise IndexError(f"no line {line}; there are {len(starts)}")
        end = starts[line] if line < len(starts) else len(self.text)
        text = self.text[starts[line - 1] : end]
        return Span(starts[line - 1], starts[line - 1] + len(text.rstrip("\r\n")))

    def to_bytes(self) -> bytes:
        """Return the bytes of the file: UTF-8, and invalid bytes as they were (PEP 383).

        Raises:
            UnrepresentableError: If the text has a surrogate that does not encode an input byte.
        """
        return encode(self.text)

    @cached_property
    def _lines(self) -> list[int]:
        return line_starts(self.text)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset.

        Args:
            offset: in code points, from 0 to the length of the text.

        Returns:
            Both from 1, the column in code points. A line ends with LF, CRLF or CR (CommonMark 0.31.2,
            section 2.1).

        Raises:
            IndexError: If the offset lies outside the text.
        """
        if not 0 <= offset <= len(self.text):
            raise IndexError(f"offset {offset} lies outside the text (0 to {len(self.text)})")
        return position(self._lines, offset)

    def with_digest(self, digest: Digest) -> Document:
        """Return a document with another digest, changed by the fewest edits.

        Args:
            digest: the new content.

        Returns:
            A document whose `digest` is the one given; this one if nothing changes.

        Raises:
            FieldTypeError: If `digest` is not a digest.
            UnrepresentableError: If a value has no place in the format, or would read back as another.
        """
        from signalkit.codec import lens  # which programs that only read do without

        changed = lens.put(self._parsed, digest)
        return self if changed is self._parsed else self._with(changed.source.text, _parsed=changed)

    def _with(self, text: str, **known: object) -> Document:
        """Return a document of another text for the same file."""
        document = Document(text, path=self.path)
        document.__dict__.update(known, _file=self._file)
        return document

    def evolve(self, **fields: Any) -> Document:
        """Return a document with some fields of its digest changed: ``doc.evolve(title="…")``.

        Args:
            **fields: new values of fields of a `Digest`, by name.

        Returns:
            As `with_digest`.

        Raises:
            TypeError: If there is no such field.
            FieldTypeError: If a value has the wrong type.
            UnrepresentableError: If the file cannot hold a value; see `with_digest`.
        """
        for name in fields:
            if name not in FIELDS:
                raise TypeError(f"a digest has no field {name!r}; it has {', '.join(FIELDS)}")
        return self.with_digest(attrs.evolve(self.digest, **fields))

    def span_of(self, field_path: str) -> Span:
        """Find a value in the text.

        Args:
            field_path: a field (``"title"``), with an index from 0 for one of several values
                (``"keywords[0]"``) and a field of that value (``"signals[2].change"``, ``"origin.url"``); a
                cell of an unknown column is ``"signals[0].extra.NAME"``.

        Returns:
            In code points. A value in pieces spans from the first to the last.

        Raises:
            FieldPathError: If there is no such field or entry, or the value is not in the file.
        """
        place = locate(self._parsed, parse_path(field_path, self.digest))
        if place is None:
            raise FieldPathError(field_path, "not in the file")
        return Span(*place)

    def value_of(self, field_path: str) -> Any:
        """Read a value: ``doc.value_of("signals[2].change")``.

        Args:
            field_path: as for `span_of`.

        Returns:
            The value as the digest has it: a text, a tuple of several values, a relevancy, an entry. Empty
            if the file does not have it; so are the texts of an origin or link that is missing, and a cell
            of an unknown column.

        Raises:
            FieldPathError: If there is no such field or entry.
        """
        return get_value(self.digest, parse_path(field_path, self.digest))

    def with_value(self, field_path: str, value: Any) -> Document:
        """Change one value: ``doc.with_value("signals[2].change", "…")``.

        A missing origin, link or column of a table is added. To add or remove entries, set the whole field.

        Args:
            field_path: as for `span_of`.
            value: the new value; several values may be any iterable.

        Returns:
            A document whose `value_of` that path is the value; this one if nothing changes. Only the bytes
            of the value differ, in a table those of its row.

        Raises:
            FieldPathError: If there is no such field or entry.
            FieldTypeError: If the value has the wrong type.
            UnrepresentableError: If the file cannot hold a value; see `with_digest`.
        """
        return self.with_digest(replace_value(self.digest, parse_path(field_path, self.digest), value))

    def save(self, path: str | os.PathLike[str] | None = None, *, force: bool = False) -> None:
        """Write the file in one step: a reader sees the old file or the new one, whole.

        The new text goes to a temporary file in the same folder, to the disk, and then takes the place of the
        old one, with its mode. A symbolic link is kept and its target is written.

        Args:
            path: the file to write; if None, the file that the document was loaded from.
            force: whether to overwrite the file that the document was loaded from even if it changed since.

        Raises:
            ValueError: If there is no path to save to.
            ConcurrentChangeError: If the file that the document was loaded from changed on disk since then,
                other than by `save` of this document or of one made from it by changes.
            OSError: If the file cannot be written; the old file is left intact.
            UnrepresentableError: If the text has no bytes; see `to_bytes`.
        """
        target = self.path if path is None else Path(path)
        if target is None:
            raise ValueError("the document was not read from a file: save needs a path")
        file = self._file
        if file is None or self.path is None or os.path.realpath(target) != os.path.realpath(self.path):
            write_file(target, self.to_bytes())
            return
        write_file(target, self.to_bytes(), before=None if force else encode(file.text))
        file.text = self.text


def parse(text: str, *, path: str | os.PathLike[str] | None = None) -> Document:
    """Read a digest from text. Never fails on a str; what is not understood is kept as it is.

    Args:
        text: of a digest file.
        path: where it comes from, for `Document.path` and `Document.id`; nothing is read from there.

    Raises:
        TypeError: If `text` is not a str.
    """
    return Document(text, path=path)


def parse_bytes(data: bytes, *, path: str | os.PathLike[str] | None = None) -> Document:
    """Read a digest from bytes. Never fails on bytes; `Document.to_bytes` gives the same back.

    Args:
        data: of a digest file, UTF-8; an invalid byte becomes a lone surrogate (PEP 383).
        path: where it comes from, for `Document.path` and `Document.id`; nothing is read from there.

    Raises:
        TypeError: If `data` is not bytes.
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise TypeError(f"data: expected bytes, got {type(data).__name__}")
    return Document(decode(bytes(data)), path=path)


def load(path: str | os.PathLike[str]) -> Document:
    """Read a digest from a file.

    Args:
        path: of the file.

    Raises:
        OSError: If the file is missing, is a folder, or cannot be read.
    """
    return document_of_file(Path(path).read_bytes(), path)


def document_of_file(data: bytes, path: str | os.PathLike[str]) -> Document:
    """Return the document of a file that was read, which `Document.save` does not overwrite if it changes.

    Args:
        data: the content of the file.
        path: of the file.
    """
    document = parse_bytes(data, path=path)
    document.__dict__["_file"] = _File(document.text)
    return document


def format_document(document: Document) -> Document:
    """Return a document in canonical form; itself if it is in that form. Its digest stays the same.

    Args:
        document: any; one that is not a digest, or has conflict markers, stays as it is.
    """
    from signalkit.codec import canonical

    text = canonical.format_text(document._parsed)  # pyright: ignore[reportPrivateUsage]
    return document if text == document.text else document._with(text)  # pyright: ignore[reportPrivateUsage]
