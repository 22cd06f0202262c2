"""The document: a file's text, its tree, its content, and the way back into the file."""

from __future__ import annotations

import contextlib
import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from signalkit.codec import read as reader
from signalkit.codec import render as writer
from signalkit.errors import FieldPathError, SignalkitError
from signalkit.model.digest import ENTRY_TYPES, Digest, check_types
from signalkit.model.layout import CLASSIC, EXTENDED, LISTS, TABLES, Layout
from signalkit.store.files import write_file
from signalkit.syntax.scan import Block, build_tree, scan
from signalkit.syntax.text import (
    Span,
    TextEdit,
    apply_edits,
    decode,
    dominant_newline,
    encode,
    line_starts,
    position,
)
from signalkit.syntax.tree import Node, Source

_STEP = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?\Z")


class Document:
    """A digest file: its exact text, and what it says. Never changes; `with_digest` gives a new one.

    Mostly made by `parse`, `parse_bytes` or `load`.

    Args:
        text: the text of the file; any str.
        path: where it was read from.

    Raises:
        TypeError: `text` is no str.

    Attributes:
        text: the text of the file, exactly.
        path: where it was read from; None if nowhere.
    """

    text: str
    path: Path | None

    def __init__(self, text: str, *, path: str | os.PathLike[str] | None = None) -> None:
        if not isinstance(text, str):
            raise TypeError(f"text: expected str, got {type(text).__name__}")
        self.__dict__["text"] = text
        self.__dict__["path"] = None if path is None else Path(path)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name}: a document never changes; evolve and with_digest give a new one")

    def __repr__(self) -> str:
        return f"<Document {str(self.path) if self.path else ''} {len(self.text)} characters>"

    @cached_property
    def _scanned(self) -> tuple[Source, list[Block]]:
        source = Source(self.text)
        return source, scan(source)

    @property
    def _source(self) -> Source:
        return self._scanned[0]

    @property
    def _blocks(self) -> list[Block]:
        return self._scanned[1]

    @cached_property
    def _outline(self) -> reader.Outline:
        return reader.outline(*self._scanned)

    @cached_property
    def digest(self) -> Digest:
        """The content of the file, read when it is first asked for."""
        return reader.read(self._source, self._outline)

    @cached_property
    def tree(self) -> Node:
        """The lossless syntax tree, made when it is first asked for; its leaves tile the text."""
        return build_tree(*self._scanned)

    @property
    def id(self) -> str | None:
        """The stem of the file name; None without a path."""
        return None if self.path is None else self.path.stem

    @cached_property
    def _tables(self) -> list[tuple[str, list[reader.TablePlace]]]:
        """The tables of each section that has any, in the order of the sections."""
        found = [(part.field, part) for part in self._outline.parts if part.field in TABLES]
        return [(field, reader.table_places(self._source, part, field)) for field, part in found if field]

    @cached_property
    def _rows(self) -> dict[str, list[tuple[reader.TablePlace, reader.RowPlace]]]:
        """The rows of all tables, by field, each with its table."""
        return {
            field: [(table, row) for table in tables for row in table.rows] for field, tables in self._tables
        }

    @cached_property
    def _items(self) -> dict[str, list[reader.ItemPlace]]:
        """The items of all lists, by field."""
        parts = [part for part in self._outline.parts if part.field in LISTS]
        return {str(part.field): reader.item_places(self._source, part.blocks) for part in parts}

    @cached_property
    def is_digest(self) -> bool:
        """Whether this is a digest at all, and not some other Markdown file.

        It is if it has a title in bold or with an origin, an external link, or two sections of a digest.
        """
        found = self._outline
        if len(found.by_field) > 1 or reader.link_place(self._source, found.head) is not None:
            return True
        if found.title is None:
            return False
        place = reader.title_place(self._source, found.title)
        bold = self._source.even[place.title[0] - 2 : place.title[0]] in ("__", "**")
        return bold or place.origin is not None

    @cached_property
    def layout(self) -> str:
        """``"classic"``, ``"extended"`` or ``"mixed"``, by title form, sections, their order and columns."""
        order = [part.field for part in self._outline.parts if part.field]
        shown = self._title_form | self._table_forms
        shown.update("extended" for field in order if field not in CLASSIC.order)
        if "closest" in order:
            shown.add("classic")
        if "summary" in order and "keywords" in order:
            shown.add("classic" if order.index("summary") < order.index("keywords") else "extended")
        if len(shown) > 1:
            return "mixed"
        return shown.pop() if shown else "extended"

    @cached_property
    def _title_form(self) -> set[str]:
        """The layout whose title form the file has; none without an origin."""
        found = self._outline
        if found.title is None or self.digest.origin is None:
            return set()
        line = self._source.even[found.title.start : found.title.end]
        return {"extended" if "(from page [" in line else "classic"}

    @cached_property
    def _table_forms(self) -> set[str]:
        """The layouts whose signal columns the file has."""
        tables = [table for field, tables in self._tables if field == "signals" for table in tables]
        return {"classic" if table.plan.is_classic else "extended" for table in tables}

    def _style(self, digest: Digest) -> Layout:
        """The layout that new parts take when the document is to say `digest`.

        What the file shows counts only where it stays: otherwise a change could not be undone.
        """
        if digest.closest or writer.beyond_classic(digest) is not None:
            return writer.choose_layout(digest, "auto")
        shown: set[str] = set()
        if digest.origin is not None:
            shown |= self._title_form
        if digest.signals:
            shown |= self._table_forms
        return CLASSIC if shown == {"classic"} else EXTENDED

    def to_bytes(self) -> bytes:
        """The bytes of the file: UTF-8, and as they were where they were none (PEP 383).

        Raises:
            UnrepresentableError: the text holds a surrogate that no byte was read as.
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
            IndexError: the offset lies outside the text.
        """
        if not 0 <= offset <= len(self.text):
            raise IndexError(f"offset {offset} lies outside the text (0 to {len(self.text)})")
        return position(self._lines, offset)

    def with_digest(self, digest: Digest) -> Document:
        """The document changed so that it says something else, by the fewest edits.

        Args:
            digest: what it is to say.

        Returns:
            A document whose `digest` is the one given; this one if nothing changes.

        Raises:
            TypeError: a value has the wrong type; the message names its field path.
            UnrepresentableError: a value has no place in the format, or would read back as another.
        """
        old = self.digest
        if digest is old:
            return self
        check_types(digest, old)
        if digest == old:
            return self
        from signalkit.codec import lens  # which who only reads does without

        front = self._outline.front
        if front > 1 and self.text[front - 1] not in "\r\n":  # front matter without a line end
            closed = Document(self.text + dominant_newline(self.text), path=self.path)
            return closed.with_digest(digest)
        style = self._style(digest)
        for coarse in (False, True):
            with contextlib.suppress(ValueError):
                edits = lens.edits(
                    self._source, self._blocks, self._outline, style, old, digest, coarse=coarse
                )
                changed = self._edited(edits)
                if changed.digest == digest:
                    return changed
        anew = self._anew(digest)
        if anew.digest == digest:
            return anew
        raise writer.refuse(digest, anew.digest)

    def _anew(self, digest: Digest) -> Document:
        """The digest in canonical form behind the file's own BOM and front matter."""
        try:
            text = writer.serialize(digest, layout=self._style(digest).name)
        except SignalkitError:
            text = writer.serialize(digest)
        front = self.text[: self._outline.front]
        return Document(front + text.replace("\n", dominant_newline(self.text)), path=self.path)

    def _edited(self, edits: list[TextEdit]) -> Document:
        newline = dominant_newline(self.text)
        if newline != "\n":
            edits = [attrs.evolve(edit, text=edit.text.replace("\n", newline)) for edit in edits]
        return Document(apply_edits(self.text, edits), path=self.path)

    def evolve(self, **fields: Any) -> Document:
        """The document with some fields of its digest changed: ``doc.evolve(title="…")``.

        Args:
            **fields: new values of fields of a `Digest`, by name.

        Returns:
            As `with_digest`.

        Raises:
            TypeError: there is no such field, or a value has the wrong type.
            UnrepresentableError: see `with_digest`.
        """
        for name in fields:
            if name not in attrs.fields_dict(Digest):
                raise TypeError(
                    f"a digest has no field {name!r}; it has {', '.join(attrs.fields_dict(Digest))}"
                )
        return self.with_digest(attrs.evolve(self.digest, **fields))

    def span_of(self, field_path: str) -> Span:
        """Where a value stands in the text, e.g. that of ``"signals[2].change"``.

        Args:
            field_path: a field, an index from 0 in brackets for one of several, and a field of that one; a
                cell of an unknown column is ``signals[0].extra.NAME``.

        Returns:
            In code points. A value in pieces spans from the first to the last.

        Raises:
            FieldPathError: there is no such field or entry, or the value does not stand in the file.
        """
        first, _, rest = field_path.partition(".")
        step = _STEP.match(first)
        if step is None or step[1] not in attrs.fields_dict(Digest):
            raise FieldPathError(f"{field_path!r} is no field path of a digest")
        field, index = step[1], None if step[2] is None else int(step[2])
        values = getattr(self.digest, field)
        if field in ENTRY_TYPES and index is not None and index >= len(values):
            raise FieldPathError(f"{field_path!r}: there are {len(values)} {field}")
        place = self._find(field, index, rest)
        if place is None:
            raise FieldPathError(f"{field_path!r} does not stand in the file")
        return Span(*place)

    def _find(self, field: str, index: int | None, rest: str) -> reader.Place | None:
        source, found = self._source, self._outline
        if field in ("title", "origin"):
            if found.title is None:
                return None
            title = reader.title_place(source, found.title)
            if field == "title":
                return None if rest else title.title
            return {"": title.origin, "label": title.label, "url": title.url}.get(rest)
        if field in ("link", "preamble"):
            link = reader.link_place(source, found.head)
            if field == "preamble":
                return _hull(reader.text_places(source, found.head, link.block if link else None))
            if link is None:
                return None
            _, start, end, _ = link.block
            whole = start, start + len(source.even[start:end].rstrip())
            return {"": whole, "text": link.text, "url": link.url}.get(rest)
        if field == "sections":
            return self._find_section(index, rest)
        part = found.by_field.get("other" if field in ("category", "type") else field)
        if part is None:
            return None
        if field == "summary":
            return _hull(reader.text_places(source, part.blocks))
        if ENTRY_TYPES.get(field) in (str, None) or field == "closest":
            return self._find_item(field, index, rest, self._items[str(part.field)])
        rows = self._rows[field]
        if index is None:
            return _hull([(row.start, row.end) for _, row in rows])
        table, row = rows[index]
        if not rest:
            return row.start, row.end
        column = (
            table.plan.extra.get(rest[6:]) if rest.startswith("extra.") else table.plan.attributes.get(rest)
        )
        return row.cells[column] if column is not None and column < len(row.cells) else None

    def _find_section(self, index: int | None, rest: str) -> reader.Place | None:
        unknown = [part for part in self._outline.parts if part.field is None]
        if index is None:
            return _hull([(part.heading.start, part.end) for part in unknown])
        heading, body = reader.section_place(self._source, unknown[index])
        whole = unknown[index].heading.start, unknown[index].end
        return {"": whole, "heading": heading, "body": body}.get(rest)

    def _find_item(
        self, field: str, index: int | None, rest: str, places: list[reader.ItemPlace]
    ) -> reader.Place | None:
        if field in ("category", "type", "other"):
            keyed: dict[str, reader.ItemPlace] = {}
            plain: list[reader.ItemPlace] = []
            for place in places:
                key = reader.other_key(place.value)
                if key is not None and key not in keyed:
                    keyed[key] = place
                else:
                    plain.append(place)
            if field != "other":
                if field not in keyed or rest:
                    return None
                start, end = keyed[field].text
                value = self._source.even[start:end].partition(":")[2].strip(" \t")
                return end - len(value), end
            places = plain
        if index is None:
            return _hull([place.text for place in places])
        place = places[index]
        if not rest:
            return place.text
        text = self._source.even[slice(*place.text)]  # the value of an item of several lines is shorter
        split = reader.split_reference(text) if field == "closest" else None
        if field != "closest" or rest not in ("title", "id"):
            return None
        if split is None:
            return place.text if rest == "title" else None
        at = place.text[0]
        return (at + split[0], at + split[1]) if rest == "title" else (at + split[2], at + split[3])

    def save(self, path: str | os.PathLike[str] | None = None) -> None:
        """Write the file in one step: whoever looks sees the old file or the new one, whole.

        The new text goes to a temporary file in the same folder, to the disk, and then takes the place of the
        old one, with its mode. A symbolic link stays one; what it points to is written.

        Args:
            path: where to; if None, where it was read from.

        Raises:
            ValueError: there is no path to save to.
            OSError: as it comes; the old file is untouched.
            UnrepresentableError: see `to_bytes`.
        """
        target = self.path if path is None else Path(path)
        if target is None:
            raise ValueError("the document was not read from a file: save needs a path")
        write_file(target, self.to_bytes())


def _hull(places: list[reader.Place]) -> reader.Place | None:
    return (places[0][0], places[-1][1]) if places else None


def parse(text: str, *, path: str | os.PathLike[str] | None = None) -> Document:
    """Read a digest from text. Never fails on a str; what is not understood is kept as it is.

    Args:
        text: of a digest file.
        path: where it comes from, for `Document.path` and `Document.id`; nothing is read from there.

    Raises:
        TypeError: `text` is no str.
    """
    return Document(text, path=path)


def parse_bytes(data: bytes, *, path: str | os.PathLike[str] | None = None) -> Document:
    """Read a digest from bytes. Never fails on bytes; `Document.to_bytes` gives the same back.

    Args:
        data: of a digest file, UTF-8; a byte that is none becomes a lone surrogate (PEP 383).
        path: where it comes from, for `Document.path` and `Document.id`; nothing is read from there.

    Raises:
        TypeError: `data` is no bytes.
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise TypeError(f"data: expected bytes, got {type(data).__name__}")
    return Document(decode(bytes(data)), path=path)


def load(path: str | os.PathLike[str]) -> Document:
    """Read a digest from a file.

    Args:
        path: of the file.

    Raises:
        OSError: the file is missing, a folder, or cannot be read; as the system says it, with the path.
    """
    return parse_bytes(Path(path).read_bytes(), path=path)
