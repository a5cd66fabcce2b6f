"""A search is given up when it has cost enough, and long ones have few places."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from indexer.engines.whoosh import patience
from indexer.engines.whoosh.patience import DEADLINE_S, PLACES, QUICK_S, Patience
from indexer.errors import SearchTimeoutError


class Clocks:
    """Those of the wall and of the processor, put forward by hand."""

    wall = processor = 0.0


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(patience, "monotonic", lambda: clocks.wall)
    monkeypatch.setattr(patience, "thread_time", lambda: clocks.processor)
    return clocks


def test_a_search_is_given_up_at_the_deadline(clocks: Clocks) -> None:
    with Patience() as search:
        clocks.wall = DEADLINE_S - 0.1
        search()
        clocks.wall = DEADLINE_S + 0.1
        with pytest.raises(SearchTimeoutError, match="超过 10 秒"):
            search()


def test_long_searches_have_few_places_and_leave_them(clocks: Clocks) -> None:
    with ExitStack() as stack:
        long = [stack.enter_context(Patience()) for _ in range(PLACES + 1)]
        clocks.processor = QUICK_S + 0.1
        for search in long[:PLACES]:
            search()
            search()
        with pytest.raises(SearchTimeoutError, match="稍后再试"):
            long[PLACES]()
    with Patience() as later:
        clocks.processor += QUICK_S + 0.1
        later()


def test_quick_searches_need_no_place_however_long_they_wait(clocks: Clocks) -> None:
    with ExitStack() as stack:
        long = [stack.enter_context(Patience()) for _ in range(PLACES)]
        clocks.processor = QUICK_S + 0.1
        for search in long:
            search()
        for _ in range(20):
            with Patience() as quick:
                clocks.wall += DEADLINE_S / 2
                quick()
