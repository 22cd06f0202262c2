"""Whether bytes are those of a binary file, such as a picture, and not of a text in any encoding."""

from __future__ import annotations

from signalkit.syntax.encoding import decode_wide
from signalkit.syntax.text import decode

_SIGNATURES = (
    b"%PDF-",
    b"PK\x03\x04",  # zip, and with it docx, xlsx, odt, epub
    b"PK\x05\x06",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",  # JPEG
    b"GIF87a",
    b"GIF89a",
    b"RIFF",  # WebP, WAV
    b"\x1f\x8b",  # gzip
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",  # Zstandard
    b"7z\xbc\xaf\x27\x1c",
    b"\x7fELF",
    b"SQLite format 3\x00",
    b"PAR1",  # Parquet
    b"ARROW1",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # doc, xls
    b"OggS",
    b"wOF2",
)
_HEAD = 8000
"""As many bytes as git looks at."""


def is_binary(data: bytes) -> bool:
    """Return whether a file is binary: by its first bytes, or by a NUL among them that no encoding explains.

    A text with a stray NUL counts, too.

    Args:
        data: All bytes of the file.
    """
    if data.startswith(_SIGNATURES):
        return True
    return b"\0" in data[:_HEAD] and decode_wide(decode(data)) is None
