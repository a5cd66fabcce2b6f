"""Every command says the same whichever engine keeps the index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.archive import open_archive
from indexer.cli import main
from tests.engines.servers import forget, opensearch_engine
from webapp import create_app

pytestmark = pytest.mark.opensearch
SEEDS = Path(__file__).parents[2] / "seeds"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The seeds on a cluster, by the command."""
    engine = opensearch_engine()
    url = str(engine.address)
    read = CliRunner().invoke(
        main, ["--engine", "opensearch", "--opensearch-url", url, "index", str(SEEDS)]
    )
    assert read.exit_code == 0, read.output
    yield url
    forget(engine)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in a folder."""
    folder = tmp_path_factory.mktemp("beside") / "index"
    open_archive(folder, create=True).update([SEEDS])
    return folder


@pytest.fixture
def on_both(address: str, embedded: Path) -> Callable[..., tuple[Result, Result]]:
    def run(*arguments: str) -> tuple[Result, Result]:
        cluster = {"XXGK_ENGINE": "opensearch", "XXGK_OPENSEARCH_URL": address}
        folder = {"XXGK_INDEX": str(embedded)}
        return tuple(CliRunner(env=env).invoke(main, arguments) for env in (cluster, folder))

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "依申请公开", "--group", "report"),
        ("search", "申请 公开 NEAR/20 信息", "--sort", "newest"),
        ("search", "29号令 OR 2023*", "--scope", "report"),
        ("search", "没有收到哪些举报吗"),
        ("search", "信息公开", "--section", "举报", "--year", "2020..2024"),
        ("search", "这里没有的一句话"),
        ("search", "*坏*了*("),
        ("list",),
        ("list", "--lacks", "举报"),
        ("show", "安徽机电"),
        ("suggest", "安徽"),
        ("check", "--deep"),
    ],
    ids=" ".join,
)
def test_a_command_says_the_same_on_both(
    arguments: tuple[str, ...], on_both: Callable[..., tuple[Result, Result]]
) -> None:
    cluster, folder = on_both(*arguments, "--format", "json")
    assert cluster.exit_code == folder.exit_code, cluster.output
    assert said(cluster) == said(folder)


def said(result: Result) -> object:
    """What a command prints, but for how long it took and when the reports were indexed."""
    if not result.stdout:
        return result.stderr
    return json.loads(result.stdout, object_hook=_without_times)


def _without_times(found: dict[str, object]) -> dict[str, object]:
    return found | dict.fromkeys(found.keys() & {"took_ms", "first_indexed"})


def test_a_second_run_reads_nothing_again_and_prune_removes(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XXGK_ENGINE", "opensearch")
    engine = opensearch_engine()
    monkeypatch.setenv("XXGK_OPENSEARCH_URL", str(engine.address))
    files = [tmp_path / seed.name for seed in sorted(SEEDS.iterdir())[:2]]
    for file in files:
        file.write_bytes((SEEDS / file.name).read_bytes())
    try:
        for prune, added, removed, unchanged in ((False, 2, 0, 0), (True, 0, 0, 2)):
            found = index(tmp_path, prune=prune)
            assert (found["added"], found["removed"]) == (added, removed)
            assert found["unchanged"] == unchanged
        files[0].unlink()
        assert index(tmp_path, prune=True)["removed"] == 1
        assert index(tmp_path, "--rebuild")["reports"] == 1
    finally:
        forget(engine)


def index(folder: Path, *more: str, prune: bool = False) -> dict[str, int]:
    arguments = ["index", str(folder), "--format", "json", *more, *(["--prune"] if prune else [])]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    found: dict[str, int] = json.loads(result.stdout)
    return found


def test_the_pages_are_served_from_a_cluster(address: str) -> None:
    archive = open_archive(engine="opensearch", opensearch_url=address)
    client = create_app(archive).test_client()
    for path in ("/", "/search?q=依申请公开", "/coverage", "/api/v1/search?q=举报", "/healthz"):
        assert client.get(path).status_code == 200, path


def test_a_cluster_that_is_not_there_ends_with_3() -> None:
    arguments = ["--engine", "opensearch", "--opensearch-url", "http://127.0.0.1:1", "stats"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 3
    assert "无法连接" in result.stderr


@pytest.mark.slow
def test_an_assistant_gets_the_same_answers(address: str, embedded: Path) -> None:
    pytest.importorskip("mcp", reason="needs pip install 'xxgk-search[mcp]'")
    from tests.cli.mcp_client import connected

    calls: list[tuple[str, dict[str, object]]] = [
        ("search_reports", {"query": "依申请公开", "sort": "newest", "limit": 3, "offset": 2}),
        ("get_report", {"report": "安徽机电 2024"}),
        ("get_figures", {"conditions": "requests_received>0"}),
        ("get_coverage", {"school": "安徽"}),
        ("list_schools", {}),
    ]
    cluster = {"XXGK_ENGINE": "opensearch", "XXGK_OPENSEARCH_URL": address}
    with connected(embedded) as beside, connected(embedded, **cluster) as there:
        for name, arguments in calls:
            assert there(name, **arguments) == beside(name, **arguments), name
        assert there("about_archive")["reports"] == 5
