"""The picture of a page before it is recognised: decoded within limits, a seal removed, its ruling
lines found.

A seal is stamped in red over black text. In the red channel of its pixels it is nearly as light as
the paper, while black text stays black. Other red text, such as the name in a letterhead, is kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

from indexer.errors import NotAReportError, UnreadableError
from indexer.i18n import Message
from indexer.ingest.ocr.engine import read_lines
from indexer.ingest.ocr.recognised import Corners, RecognisedLine, RecognisedPage

SMALL_PICTURE: Final = Message("图片很小，不像扫描的报告")
DAMAGED_PICTURE: Final = Message("图片已损坏，或格式不能读取：请重新下载，或另存为 PNG 或 PDF")
SMALLEST: Final = 800
"""Pixels of the longer side of a picture below which it is no scanned page."""
MAX_PIXELS: Final = 60_000_000
LARGEST_SIDE: Final = 3_600
"""Pixels of the longer side to which a larger picture is reduced: A4 at 300 dots an inch."""
_FORMATS: Final = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP")
"""Others are not decoded: some start a program (EPS), and no report is one."""
_REDDER: Final = 40
"""Difference of a red pixel's red to its green and blue."""
_SEAL: Final = (0.09, 0.42)
"""Diameter of a seal as a share of the page's width: 20 to 85 mm."""
_INKED: Final = (0.03, 0.6)
"""Share of a seal's place that is ink."""
_FEW: Final = 0.0005
"""Share of red pixels of a page without a red seal."""
_BETWEEN: Final = (0.2, 0.7)
"""How light a grey seal is, from the black of the text to the white of the paper."""
_PALEST: Final = 0.85
"""Share of the usual shade of a seal from which on a pixel is paper."""
_ROUND: Final = 0.6
"""Least ratio of a seal's sides."""
_RULE: Final = 0.03
"""Length of a ruling line as a share of the page's width."""
_THICK: Final = 0.005
_SIDEWAYS: Final = 0.6
"""Share of lines higher than wide on a page that is turned by 90 degrees."""
_MOST_RULES: Final = 2_000


def decode(data: bytes) -> Any:
    """The first page of a picture as an array of height × width × 3, red first.

    Raises NotAReportError for a small picture, UnreadableError for a large or damaged one.
    """
    from PIL import ImageOps  # noqa: PLC0415 - comes with the recogniser

    with _opened(data) as picture:
        width, height = picture.size
        picture.draft("RGB", (min(width, LARGEST_SIDE), min(height, LARGEST_SIDE)))
        return as_array(_on_white(ImageOps.exif_transpose(picture)))


def check_picture(data: bytes) -> None:
    """Raises what `decode` would raise for the size and the header, without reading any pixel."""
    with _opened(data):
        pass


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """A picture, of which only the header is read. What its decoder raises within the block is
    damage of the picture. Raises NotAReportError, UnreadableError."""
    from PIL import Image  # noqa: PLC0415 - comes with the recogniser

    Image.MAX_IMAGE_PIXELS = None  # `_check_size` has a lower limit, and a message
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            _check_size(*picture.size)
            yield picture
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # decoders raise anything
        raise UnreadableError(DAMAGED_PICTURE) from error


def _check_size(width: int, height: int) -> None:
    if max(width, height) < SMALLEST:
        raise NotAReportError(SMALL_PICTURE)
    if width * height > MAX_PIXELS:
        raise UnreadableError(
            Message(
                "图片有 %(pixels)d 百万像素，超过上限 %(most)d 百万：请缩小后再索引",
                pixels=width * height // 1_000_000,
                most=MAX_PIXELS // 1_000_000,
            )
        )


def _on_white(picture: Any) -> Any:
    """The picture in RGB, on white where it is transparent."""
    from PIL import Image  # noqa: PLC0415 - comes with the recogniser

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    if picture.mode.startswith("I") or picture.mode == "F":
        import numpy as np  # noqa: PLC0415 - heavy

        values = np.asarray(picture, dtype=np.float64)
        high = 65_535.0 if values.max(initial=0.0) > 255 else 255.0
        return Image.fromarray((values * (255.0 / high)).clip(0, 255).astype(np.uint8)).convert(
            "RGB"
        )
    return picture.convert("RGB")


def as_array(picture: Any) -> Any:
    """A Pillow picture as an array, reduced where it is very large."""
    import numpy as np  # noqa: PLC0415 - heavy

    if max(picture.size) > LARGEST_SIDE:
        picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    return np.ascontiguousarray(np.asarray(picture, dtype=np.uint8))


def recognise(picture: Any) -> RecognisedPage:
    """Recognise an array of height × width × 3, red first."""
    import cv2  # noqa: PLC0415 - comes with the recogniser

    if not _has_ink(picture):
        return RecognisedPage(picture.shape[1], picture.shape[0])
    picture = _without_seals(picture)
    lines = read_lines(picture)
    if _is_sideways(lines):
        turned = [
            cv2.rotate(picture, way)
            for way in (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE)
        ]
        candidates = [(each, read_lines(each)) for each in turned]
        picture, lines = max(candidates, key=lambda pair: _certainty(pair[1]))
    height, width = picture.shape[:2]
    angle = skew(lines)
    return RecognisedPage(width, height, tuple(lines), _rules(picture, angle), angle)


def skew(lines: Sequence[RecognisedLine]) -> float:
    """Degrees clockwise by which the lines are turned: the median of the longer ones."""
    slopes = []
    for line in lines:
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = line.corners
        across, down = bx - ax + cx - dx, by - ay + cy - dy
        height = dy - ay + cy - by
        if across > 4 * abs(height):
            slopes.append((math.degrees(math.atan2(down, across)), across))
    if not slopes:
        return 0.0
    slopes.sort()
    half, so_far = sum(weight for _, weight in slopes) / 2, 0.0
    for slope, weight in slopes:
        so_far += weight
        if so_far >= half:
            return slope
    return slopes[-1][0]


def _has_ink(picture: Any) -> bool:
    """Whether a page is not blank."""
    import numpy as np  # noqa: PLC0415 - heavy

    sample = picture[::4, ::4].min(axis=2)
    return bool(np.ptp(sample) > 40)


def _is_sideways(lines: Sequence[RecognisedLine]) -> bool:
    high = 0
    for line in lines:
        xs = [x for x, _ in line.corners]
        ys = [y for _, y in line.corners]
        high += max(ys) - min(ys) > 1.5 * (max(xs) - min(xs))
    return len(lines) >= 5 and high > _SIDEWAYS * len(lines)


def _certainty(lines: Sequence[RecognisedLine]) -> float:
    return sum(sum(line.confidences) for line in lines)


def _without_seals(picture: Any) -> Any:
    """The picture without what is as light as a seal's ink, within each seal.

    A red seal is as light in the red channel as the paper nearly is; in a grey scan it is between
    the black of the text and the white of the paper.
    """
    import cv2  # noqa: PLC0415 - comes with the recogniser
    import numpy as np  # noqa: PLC0415 - heavy

    shade, mask = _seal_ink(picture)
    width = picture.shape[1]
    reach = max(3, int(0.012 * width))
    joined = cv2.dilate(mask, np.ones((reach, reach), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    least, most = (share * width for share in _SEAL)
    cleaned = picture
    for x, y, w, h, _ in boxes[1:count].tolist():
        place = np.s_[y : y + h, x : x + w]
        is_round = least <= max(w, h) <= most and min(w, h) >= _ROUND * max(w, h)
        if not is_round or not _INKED[0] <= float(mask[place].mean()) <= _INKED[1]:
            continue
        if cleaned is picture:
            cleaned = picture.copy()
        own = shade[place]
        ink = max(64.0, _PALEST * float(np.median(own[mask[place] > 0])))
        whiter = np.clip(own * (255.0 / ink), 0, 255).astype(np.uint8)[:, :, None]
        cleaned[place] = np.maximum(picture[place], whiter)
    return cleaned


def _seal_ink(picture: Any) -> tuple[Any, Any]:
    """In which shade of grey a seal is lightest, and which pixels may be its ink."""
    import cv2  # noqa: PLC0415 - comes with the recogniser
    import numpy as np  # noqa: PLC0415 - heavy

    red = picture[:, :, 0].astype(np.int16)
    mask = (red - picture[:, :, 1:].max(axis=2) > _REDDER).astype(np.uint8)
    if float(mask.mean()) >= _FEW:
        return red, mask
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    black, white = np.percentile(grey[::4, ::4], (1, 60))
    low, high = (black + share * (white - black) for share in _BETWEEN)
    middle = ((grey > low) & (grey < high)).astype(np.uint8)
    # The edges of letters are as grey, but thin.
    return grey.astype(np.int16), cv2.erode(middle, np.ones((3, 3), np.uint8))


def _rules(picture: Any, angle: float) -> tuple[Corners, ...]:
    """The horizontal and vertical ruling lines of a page, after it was turned upright."""
    import cv2  # noqa: PLC0415 - comes with the recogniser
    import numpy as np  # noqa: PLC0415 - heavy

    height, width = picture.shape[:2]
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if abs(angle) > 0.05:
        turn = cv2.getRotationMatrix2D((0, 0), angle, 1.0)
        grey = cv2.warpAffine(grey, turn, (width, height), borderValue=255)
    block = max(15, int(width / 60) | 1)
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 12
    )
    length, thick = max(20, int(_RULE * width)), max(3.0, _THICK * width)
    rules: list[Corners] = []
    for kernel in ((length, 1), (1, length)):
        opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(kernel[::-1], np.uint8))
        count, _, boxes, _ = cv2.connectedComponentsWithStats(opened)
        for x, y, w, h, _ in boxes[1:count].tolist():
            if min(w, h) > thick * 2 or len(rules) >= _MOST_RULES:
                continue
            if kernel[0] > 1:
                rules.append((x, y + h / 2, x + w, y + h / 2))
            else:
                rules.append((x + w / 2, y, x + w / 2, y + h))
    return tuple(rules)
