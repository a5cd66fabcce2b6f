"""A page of a PDF as a picture, for the recognition of its text."""

from __future__ import annotations

from typing import Any, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.ocr.picture import LARGEST_SIDE

_DOTS_PER_INCH: Final = 200


def render_page(data: bytes, number: int, width: int | None = None) -> Any:
    """A page, counted from 0, as an array of height × width × 3, red first: as large as its text
    is recognised best, or as wide as asked for.

    Raises UnreadableError.
    """
    import numpy as np  # noqa: PLC0415 - heavy
    import pypdfium2 as pdfium  # noqa: PLC0415 - heavy

    try:
        document = pdfium.PdfDocument(data)
        page = document[number]
        across, down = (max(1.0, side) for side in page.get_size())
        scale = _DOTS_PER_INCH / 72 if width is None else width / across
        scale = min(scale, LARGEST_SIDE / max(across, down))
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    except (pdfium.PdfiumError, IndexError, ValueError) as error:
        raise UnreadableError(Message("PDF 的这一页不能显示，可能已损坏")) from error
