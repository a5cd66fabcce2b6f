"""Settings of the app, and the messages for invalid ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.archive import Archive
from indexer.errors import UsageError
from webapp import WebSettings, create_app


def test_the_environment_sets_everything() -> None:
    environment = {
        "XXGK_SAMPLE_DATA": "1",
        "XXGK_ROSTER": "r.csv",
        "XXGK_PROXIES": "2",
        "XXGK_CORS": "https://a.example https://b.example:8443",
    }
    assert WebSettings.from_environment(environment) == WebSettings(
        True, Path("r.csv"), 2, ("https://a.example", "https://b.example:8443")
    )


def test_an_empty_variable_counts_as_not_set() -> None:
    empty = {"XXGK_SAMPLE_DATA": "", "XXGK_ROSTER": "", "XXGK_PROXIES": ""}
    assert WebSettings.from_environment(empty) == WebSettings()
    assert WebSettings.from_environment({"XXGK_SAMPLE_DATA": "0"}) == WebSettings()


@pytest.mark.parametrize("proxies", ["yes", "-1", "1.5", "10", "１"])
def test_an_invalid_number_of_proxies_is_reported(proxies: str) -> None:
    with pytest.raises(UsageError, match="XXGK_PROXIES"):
        WebSettings.from_environment({"XXGK_PROXIES": proxies})


def test_an_unreadable_roster_is_reported_at_start(seeds: Archive, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="名册"):
        create_app(seeds, settings=WebSettings(roster=tmp_path / "none.csv"))
