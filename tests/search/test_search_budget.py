"""Searches end at the deadline, and expensive ones share few slots."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Thread

import pytest

from indexer.errors import BusyError, SearchTimeoutError
from indexer.search import search_budget as budgets
from indexer.search.search_budget import (
    ADMITTED,
    DEADLINE_S,
    QUICK_S,
    SLOTS,
    Admission,
    SearchBudget,
    checkpoint,
    search_budget,
)
from webapp.settings import ServerLimits


class Clocks:
    """The wall clock and the processor clock, set by hand; and the slots of the searches."""

    def __init__(self) -> None:
        self.wall = self.processor = 0.0
        self.admission = Admission()


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(budgets, "monotonic", lambda: clocks.wall)
    monkeypatch.setattr(budgets, "thread_time", lambda: clocks.processor)
    return clocks


def test_a_search_is_ended_at_the_deadline(clocks: Clocks) -> None:
    with SearchBudget() as search:
        clocks.wall = DEADLINE_S - 0.1
        search()
        clocks.wall = DEADLINE_S + 0.1
        with pytest.raises(SearchTimeoutError, match="超过 10 秒"):
            search()


def long_searches(stack: ExitStack, clocks: Clocks, count: int) -> list[SearchBudget]:
    """Searches that have cost more than a quick one may, and not gone on yet."""
    started = [stack.enter_context(SearchBudget(clocks.admission)) for _ in range(count)]
    clocks.wall += QUICK_S + 0.1
    clocks.processor += QUICK_S + 0.1
    return started


def test_an_expensive_search_waits_for_a_free_slot(clocks: Clocks) -> None:
    with ExitStack() as stack, ExitStack() as first_stack:
        (first,) = long_searches(first_stack, clocks, 1)
        for search in (first, *long_searches(stack, clocks, SLOTS - 1)):
            search()
        (waiting,) = long_searches(stack, clocks, 1)
        thread = Thread(target=waiting)
        thread.start()
        assert thread.is_alive()
        first_stack.close()
        thread.join(60)
        assert not thread.is_alive()


def test_an_expensive_search_waits_no_longer_than_the_deadline(clocks: Clocks) -> None:
    with ExitStack() as stack:
        for search in long_searches(stack, clocks, SLOTS):
            search()
        (waiting,) = long_searches(stack, clocks, 1)
        clocks.wall = DEADLINE_S - 0.01
        with pytest.raises(BusyError, match="稍后再试"):
            waiting()


def test_searches_beyond_the_waiting_limit_are_refused_at_once(
    clocks: Clocks,
) -> None:
    clocks.admission = Admission(admitted=SLOTS)
    with ExitStack() as stack:
        for search in long_searches(stack, clocks, SLOTS):
            search()
        (another,) = long_searches(stack, clocks, 1)
        with pytest.raises(BusyError, match="稍后再试"):
            another()
    with ExitStack() as stack:
        for search in long_searches(stack, clocks, SLOTS):
            search()


def test_the_server_has_more_threads_than_expensive_searches_and_downloads() -> None:
    limits = ServerLimits()
    assert ADMITTED + limits.streams < limits.threads


def test_cheap_searches_need_no_slot_however_long_they_wait(clocks: Clocks) -> None:
    with ExitStack() as stack:
        long = [stack.enter_context(SearchBudget(clocks.admission)) for _ in range(SLOTS)]
        clocks.wall = clocks.processor = QUICK_S + 0.1
        for search in long:
            search()
        for _ in range(20):
            with SearchBudget(clocks.admission) as quick:
                clocks.wall += DEADLINE_S / 2
                quick()


def test_nested_searches_share_the_budget(clocks: Clocks) -> None:
    with search_budget() as request:
        clocks.wall = DEADLINE_S - 0.1
        with search_budget() as search:
            assert search is request
        checkpoint()
        clocks.wall = DEADLINE_S + 0.1
        with pytest.raises(SearchTimeoutError), search_budget() as later:
            later()
        with pytest.raises(SearchTimeoutError):
            checkpoint()
    checkpoint()  # outside of a request nothing ends
