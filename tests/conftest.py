"""For every test: a clean environment, repeatable property tests, no silent skip."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.effort import THOROUGH, tries

if TYPE_CHECKING:
    from collections.abc import Generator

    from _pytest.terminal import TerminalReporter

FORBID_SKIPS = "XXGK_FORBID_SKIPS"
MANY_OPENSEARCH_TESTS = 20
"""In a run of more of them, the server is started before the first one needs it."""
OBJECTS_BETWEEN_COLLECTIONS = 20_000
"""Tests make many objects and few cycles: the garbage collector need not look as often as usual."""

# No test depends on timing, and a run leaves nothing behind and can be repeated.
settings.register_profile(
    "default",
    max_examples=tries(50, 100),
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "nightly",
    parent=settings.get_profile("default"),
    derandomize=False,
    max_examples=10_000,
)
settings.load_profile("default")

# Tests start hundreds of processes. Each would compile all it imports, were nothing kept.
sys.dont_write_bytecode = False


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests, and all modules they import, live until the end: garbage collection
    need not look at them again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        gc.enable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """OpenSearch takes seconds to start: it does so while other tests run."""
    is_needed = sum("opensearch" in item.nodeid for item in session.items) > MANY_OPENSEARCH_TESTS
    if is_needed and os.name != "nt" and not session.config.option.collectonly:
        from tests.engines.servers import start_node

        start_node()


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """What holds for every test. As fixtures these would be looked up for each test anew."""
    if session.config.pluginmanager.has_plugin("dsession"):  # the tests run in other processes
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        clean_environment(patch)
        make_interruptible()
        if not THOROUGH:
            wait_less(patch)
        return (yield)


def clean_environment(patch: pytest.MonkeyPatch) -> None:
    """The settings of the person who runs the tests have no effect on them."""
    for name in [*os.environ]:
        if name.startswith("XXGK_") and name != FORBID_SKIPS:
            patch.delenv(name)
    for name in (
        "PYTHONDONTWRITEBYTECODE",
        "NO_COLOR",
        "FORCE_COLOR",
        "LC_ALL",
        "LC_MESSAGES",
        "LANGUAGE",
        "PAGER",
    ):
        patch.delenv(name, raising=False)
    patch.setenv("LANG", "C.UTF-8")
    patch.setenv("XDG_CONFIG_HOME", os.devnull)


def make_interruptible() -> None:
    """A shell has what it runs in the background ignore Ctrl-C, and so would every program that a
    test starts and interrupts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def wait_less(patch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, which does not sync what it writes; with XXGK_THOROUGH=1 they
    are read in worker processes, and everything is synced, as for a user."""
    from tests.reading_here import read_in_this_process

    read_in_this_process(patch)
    patch.setattr(os, "fsync", lambda _file: None)


@pytest.fixture
def in_worker_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that asks for it has files read in worker processes."""
    from tests.reading_here import read_in_processes

    read_in_processes(monkeypatch)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under XXGK_FORBID_SKIPS a skipped test fails the session: a check that did not run is none.

    Under xdist only the controller has a terminal reporter, and it sees the reports of all workers.
    """
    if _forbidden_skips(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    if count := _forbidden_skips(terminalreporter.config):
        terminalreporter.write_line(f"{FORBID_SKIPS} is set and {count} skipped: failed", red=True)


def _forbidden_skips(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get(FORBID_SKIPS):
        return 0
    return len(reporter.stats.get("skipped", ()))
