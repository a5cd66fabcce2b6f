"""Runs the tests on every supported Python that this machine has (`make test-all`).

Each Python gets its own environment below .venv/pythons, with the locked tools. Arguments are
passed to pytest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".venv" / "pythons"
SUPPORTED = ((3, 11), (3, 12), (3, 13), (3, 14))
_WHICH = "import sys; print(*sys.version_info[:2]); print(sys.executable)"


def find(wanted: tuple[int, int]) -> Path | None:
    """An interpreter of that version, on the PATH or from pyenv; a pyenv shim may not run."""
    for candidate in _candidates(".".join(map(str, wanted))):
        said = subprocess.run(
            [candidate, "-c", _WHICH], check=False, capture_output=True, encoding="utf-8"
        )
        version, _, place = said.stdout.strip().partition("\n")
        if said.returncode == 0 and version == "{} {}".format(*wanted):
            return Path(place)
    return None


def _candidates(version: str) -> Iterator[str]:
    if (found := shutil.which(f"python{version}")) is not None:
        yield found
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from (str(place) for place in sorted(root.glob(f"versions/{version}.*/bin/python")))


def test(version: str, interpreter: Path, arguments: Sequence[str]) -> bool:
    """Whether the tests pass with that interpreter."""
    place = PLACE / version
    uv = Path(sys.executable).with_name("uv")
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run([uv, "venv", "--quiet", "--clear", "--python", interpreter, place])
    install: list[str | Path] = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--no-build-isolation",
    ]
    for lock in ("requirements-build.lock", "requirements-dev.lock"):
        run([*install, "--require-hashes", "-r", ROOT / lock])
    run([*install, "--no-deps", "--editable", ROOT])
    return (
        subprocess.run([python, "-m", "pytest", *arguments], check=False, cwd=ROOT).returncode == 0
    )


def run(command: Sequence[str | Path]) -> None:
    subprocess.run(command, check=True, cwd=ROOT)


if __name__ == "__main__":
    outcomes: dict[str, str] = {}
    for wanted in SUPPORTED:
        name = ".".join(map(str, wanted))
        interpreter = find(wanted)
        if interpreter is None:
            outcomes[name] = "not on this machine, not run"
            continue
        print(f"Python {name}: {interpreter}", flush=True)
        outcomes[name] = "passed" if test(name, interpreter, sys.argv[1:]) else "FAILED"
    for name, outcome in outcomes.items():
        print(f"Python {name}: {outcome}")
    sys.exit("FAILED" in outcomes.values())
