"""Checks that the packages installed with ours may be redistributed (part of `make check`).

Every package of requirements.lock, and every one that the extras `collect`, `ocr` and `mcp` bring,
must have a licence that docs/decisions/0004-licence.md allows.
The licence is read from the package's metadata: the SPDX expression, else the licence field and the
classifiers. If the metadata are unclear, a person has read the licence files and recorded the
result, with the reason, in `READ`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, metadata, requires
from itertools import chain
from pathlib import Path
from typing import Final

LOCK: Final = Path(__file__).resolve().parent.parent / "requirements.lock"

ALLOWED: Final = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC0-1.0 HPND ISC MIT MIT-0 MIT-CMU MPL-2.0 PSF-2.0 "
    "Zlib ZPL-2.1".split()
)
"""SPDX identifiers."""
READ: Final[Mapping[str, tuple[str, str]]] = {
    "defusedxml": ("PSF-2.0", "its LICENSE is the PSF's, version 2"),
    "itsdangerous": ("BSD-3-Clause", "its classifier says BSD, its LICENSE.txt has three clauses"),
    "jinja2": ("BSD-3-Clause", "its classifier says BSD, its LICENSE.txt has three clauses"),
    "omegaconf": ("BSD-3-Clause", "its classifier says BSD, its LICENSE has three clauses"),
    "protobuf": ("BSD-3-Clause", "its licence field says 3-Clause BSD License"),
    "pydispatcher": ("BSD-3-Clause", "its source has a license.txt with three clauses"),
    "pypdfium2": (
        "Apache-2.0 AND BSD-3-Clause",
        "PDFium and what is built into it; the texts come with the wheel, none is copyleft",
    ),
    "tqdm": ("MPL-2.0 AND MIT", "as its licence field says"),
}
"""Package → its licence, and how that is known."""
_STATED: Final[Mapping[str, str]] = {
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "MIT License": "MIT",
    "ZPL 2.1": "ZPL-2.1",
}
"""What fields and classifiers say, where it is clear and no SPDX identifier."""


def packages(lock: str) -> tuple[str, ...]:
    """The names of the packages in a lock file."""
    return tuple(dict.fromkeys(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)))


def packages_of_extra(first: str) -> tuple[str, ...]:
    """A package and all that it requires, as far as they are installed."""
    found: dict[str, None] = {}
    pending = [first]
    while pending:
        name = pending.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            needed = requires(name) or ()
        except PackageNotFoundError:
            continue
        found[name] = None
        plain = (need for need in needed if "extra ==" not in need)
        pending += [re.split(r"[\s<>=!~;(\[]", need)[0] for need in plain]
    return tuple(found)


def checked() -> tuple[str, ...]:
    """The packages whose licences are checked."""
    locked = packages(LOCK.read_text(encoding="utf-8"))
    of_extras = (packages_of_extra(first) for first in ("scrapy", "rapidocr", "onnxruntime", "mcp"))
    return tuple(dict.fromkeys(chain(locked, *of_extras)))


def licence_of(package: str) -> str:
    """The SPDX expression of an installed package; "" if it is not known.

    Raises PackageNotFoundError.
    """
    about = metadata(package)
    if package in READ:
        return READ[package][0]
    if expressions := about.get_all("License-Expression"):
        return str(expressions[0])
    stated = [str(name) for name in about.get_all("License") or ()]
    stated += [
        line.rpartition("::")[2].strip()
        for line in about.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    known = (_STATED.get(words, words) for words in stated)
    return next((words for words in known if words in ALLOWED), "")


def is_allowed(expression: str) -> bool:
    """Whether one of the alternatives of the expression is allowed. No expression has brackets."""
    return any(
        all(part.strip() in ALLOWED for part in choice.split(" AND "))
        for choice in expression.split(" OR ")
    )


def faults(names: tuple[str, ...]) -> Iterator[str]:
    """A line for each package that may not be redistributed, or whose licence is not known."""
    for name in names:
        try:
            licence = licence_of(name)
        except PackageNotFoundError:
            print(f"{name}: for another platform, not installed, not checked")
            continue
        if not is_allowed(licence):
            yield f"{name}: {licence or 'no licence that is known'}; see {Path(__file__).name}"


if __name__ == "__main__":
    found = [*faults(checked())]
    print("\n".join(found) or "licences: all allowed")
    sys.exit(bool(found))
