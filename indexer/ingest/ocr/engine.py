"""The recogniser: RapidOCR with the PP-OCR models that are part of its package.

Nothing is downloaded: the models are named by their paths, and a package without them counts as
not installed. It is loaded in a worker when the first page is read, never elsewhere.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from indexer.i18n import Message
from indexer.ingest.ocr.recognised import RecognisedLine

INSTALL: Final = Message("pip install 'xxgk-search[ocr]'")
_DETECTION: Final = "PP-OCRv6_det_small.onnx"
_RECOGNITION: Final = "PP-OCRv6_rec_small.onnx"
_LONGEST_SIDE: Final = 1_280
"""Pixels of the picture in which lines are looked for; their text is read at full size."""
_LEAST_SCORE: Final = 0.5
"""Mean confidence below which a line is noise."""
_REVISION: Final = 1
"""Raised when pages have to be recognised again although the models are the same."""


@cache
def model_version() -> str | None:
    """Changes with what is recognised; None where the recogniser is not installed."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        return None
    try:
        package = version("rapidocr")
    except PackageNotFoundError:
        return None
    if not all((models_folder() / name).is_file() for name in (_DETECTION, _RECOGNITION)):
        return None
    return f"rapidocr {package} {_DETECTION} {_RECOGNITION} {_REVISION}"


def models_folder() -> Path:
    """The models in the installed package."""
    spec = find_spec("rapidocr")
    origin = spec.origin if spec is not None else None
    return Path(origin or "").parent / "models"


def read_lines(picture: Any) -> list[RecognisedLine]:
    """The lines on a picture: an array of height × width × 3, red first."""
    found = _recogniser()(picture[:, :, ::-1])
    if not getattr(found, "txts", None):
        return []
    characters = found.word_results
    if len(characters) != len(found.txts):
        characters = ((),) * len(found.txts)
    return [
        _line(text, box.tolist(), float(score), places)
        for text, box, score, places in zip(
            found.txts, found.boxes, found.scores, characters, strict=True
        )
        if score >= _LEAST_SCORE and text.strip()
    ]


def _line(text: str, corners: list[list[float]], score: float, places: Any) -> RecognisedLine:
    """A line with a place and a confidence for each of its characters: `places` are those of the
    characters that are no blanks; where they are not known, they are spread evenly."""
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    left, right = (a[0] + d[0]) / 2, (b[0] + c[0]) / 2
    chars = [(left + (right - left) * (at + 0.5) / len(text), score) for at in range(len(text))]
    inked = [at for at, char in enumerate(text) if not char.isspace()]
    if [text[at] for at in inked] == [place[0] for place in places]:
        for at, (_, confidence, box) in zip(inked, places, strict=True):
            xs = [point[0] for point in box]
            chars[at] = ((min(xs) + max(xs)) / 2, float(confidence))
    centres, confidences = zip(*chars, strict=True)
    return RecognisedLine(text, (a, b, c, d), centres, confidences)


@cache
def _recogniser() -> Any:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import onnxruntime  # noqa: PLC0415 - an extra, and heavy
    from rapidocr import RapidOCR  # noqa: PLC0415 - an extra, and heavy

    onnxruntime.disable_telemetry_events()
    folder = models_folder()
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.use_preprocess_img": False,
            "Global.text_score": 0.0,
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Det.model_path": str(folder / _DETECTION),
            "Det.limit_type": "max",
            "Det.limit_side_len": _LONGEST_SIDE,
            "Rec.model_path": str(folder / _RECOGNITION),
            # One thread a worker: there is a worker for each processor.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
