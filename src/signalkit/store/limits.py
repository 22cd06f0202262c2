"""Limits on archives, whose content may be made to fill memory and disk."""

from __future__ import annotations

import attrs

from signalkit.errors import ImportFormatError


@attrs.frozen(kw_only=True)
class Limits:
    """Limits on an archive from an untrusted source.

    Attributes:
        members: the largest number of files and folders.
        size: the largest number of unpacked bytes.
        ratio: the largest ratio of unpacked bytes to those of the archive.
        small: the number of unpacked bytes up to which the ratio does not matter.
    """

    members: int = 250_000
    size: int = 1 << 36
    ratio: int = 100
    small: int = 1 << 26

    def check(self, *, members: int = 0, size: int = 0, packed: int = 0) -> None:
        """Refuse an archive beyond the limits.

        Args:
            members: its number of files and folders, as far as it is known.
            size: its unpacked bytes, as far as they are known.
            packed: the bytes of the archive.

        Raises:
            ImportFormatError: If a limit is exceeded.
        """
        if members > self.members:
            raise ImportFormatError(f"an archive with more than {self.members:,} members")
        if size > self.size:
            raise ImportFormatError(f"an archive of more than {self.size:,} bytes unpacked")
        if size > self.small and size > self.ratio * packed:
            raise ImportFormatError(
                f"an archive of {size:,} bytes unpacked, more than {self.ratio} times its size"
            )


DEFAULT = Limits()
