"""How a workbook may be read."""

from __future__ import annotations

import attrs

from signalkit.exchange import option


@attrs.frozen
class XlsxImportOptions:
    """How the workbook is read."""

    ignore_unknown: bool = option(
        False, help="Ignore columns and sheets that are not of this format, instead of refusing them."
    )
