"""Checks that a wheel works in an empty environment: python release/smoke.py dist/*.whl

Makes a virtual environment outside the checkout, installs the wheel and the packages of
requirements.lock in it, and then indexes the sample reports, searches and serves them. Runs on
Linux, macOS and Windows. `--libraries DIR` takes the libraries from another environment instead of
the network.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORTS, PHRASE = 5, "信息公开工作领导小组"
PATIENCE_S = 60


def smoke(wheel: Path, libraries: Path | None) -> None:
    """Raises an exception if something does not work; prints each step on stderr."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        home = Path(scratch).resolve()
        python = install(wheel, home / "venv", libraries)
        shutil.copytree(ROOT / "seeds", home / "seeds")
        imports = "import indexer, webapp, collector; print(indexer.__file__)"
        inside = answer(home, python, "-c", imports)
        assert home in Path(inside.strip()).resolve().parents, f"imported from {inside}"
        summary = json.loads(xxgk(home, python, "index", "seeds", "--format", "json"))
        assert summary["reports"] == REPORTS, summary
        assert not summary["failed"], summary
        found = json.loads(xxgk(home, python, "search", PHRASE, "--format", "json"))
        assert found["total"] > 0, found
        assert json.loads(xxgk(home, python, "check", "--deep", "--format", "json"))["ok"]
        again = json.loads(xxgk(home, python, "index", "seeds", "--format", "json"))
        assert again["unchanged"] == REPORTS, again
        serve(home, python)


def install(wheel: Path, place: Path, libraries: Path | None) -> Path:
    """Make an environment with the wheel installed. Returns its interpreter."""
    venv.create(place)
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--python",
        python,
    ]
    pip += ["install", "--quiet"]
    say("installing", wheel.name)
    if libraries is None:
        pinned = [*pip, "--require-hashes", "--no-build-isolation", "-r"]
        subprocess.run([*pinned, ROOT / "requirements-build.lock"], check=True)
        subprocess.run([*pinned, ROOT / "requirements.lock"], check=True)
    else:  # adds the folder but runs no .pth file in it, so an editable install is ignored
        own = answer(place, python, "-c", "import sysconfig as s; print(s.get_path('purelib'))")
        (Path(own.strip()) / "libraries.pth").write_text(
            f"{libraries.resolve()}\n", encoding="utf-8"
        )
    subprocess.run([*pip, "--no-deps", "--no-index", "--force-reinstall", wheel], check=True)
    return python


def serve(home: Path, python: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    say("serving")
    server = subprocess.Popen([python, "-m", "indexer.cli", "serve", "--port", str(port)], cwd=home)
    try:
        at = f"http://127.0.0.1:{port}"
        assert json.loads(fetched(f"{at}/healthz", server))["reports"] == REPORTS
        assert b"<html" in fetched(f"{at}/", server)
        assert json.loads(fetched(f"{at}/api/v1/search?q=1435", server))["total"] > 0
    finally:
        server.terminate()
        server.wait()


def fetched(url: str, server: subprocess.Popen[bytes]) -> bytes:
    """The content of a URL, once the server answers."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE_S) as response:  # noqa: S310 - ours
                body: bytes = response.read()
                return body
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.1)


def xxgk(home: Path, python: Path, *arguments: str) -> str:
    """The output of a command, which sees nothing of the caller's environment or working folder."""
    say("xxgk", *arguments)
    return answer(home, python, "-m", "indexer.cli", *arguments)


def answer(folder: Path, *command: str | Path) -> str:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XXGK"))
    }
    return subprocess.run(
        command, check=True, cwd=folder, env=clean, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def say(*words: str) -> None:
    print("smoke:", *words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--libraries", type=Path)
    given = parser.parse_args()
    smoke(given.wheel.resolve(), given.libraries)
    say("all is well")
