"""A server imports what its pages need when it starts, not in the first request of a page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from indexer import open_archive

ROOT = Path(__file__).parents[2]
PAGES = (
    "/",
    "/search?q=依申请公开",
    "/schools/{head.school}",
    "/reports/{head.id}?q=公开",
    "/figures",
    "/coverage",
    "/trends?q=公开",
    "/schools",
)
SERVER = """
import sys
from indexer import open_archive
from webapp import create_app
from webapp.warm_up import keep_warm

archive = open_archive(sys.argv[1])
app = create_app(archive)
keep_warm(app, archive)
client = app.test_client()
client.get("/favicon.ico")
with archive.reading() as reader:
    head = reader.heads()[-1]
for page in sys.argv[2:]:
    started = {*sys.modules}
    assert client.get(page.format(head=head)).status_code == 200, page
    for name in sorted({*sys.modules} - started):
        print(page, name)
"""


@pytest.mark.slow
def test_the_first_request_of_a_page_imports_nothing(tmp_path: Path) -> None:
    open_archive(tmp_path, create=True).update(ROOT / "seeds", jobs=1)
    done = subprocess.run(
        [sys.executable, "-c", SERVER, str(tmp_path), *PAGES],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )
    assert done.stdout.splitlines() == []
