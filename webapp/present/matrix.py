"""What the states of the coverage matrix are called, and how they are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext

from indexer.reporting.coverage import STATES, State

STATE_NAMES: Mapping[str, str] = {
    "present": lazy_gettext("有内容"),
    "says_nothing": lazy_gettext("只写“无”"),
    "named_only": lazy_gettext("仅有标题"),
    "absent": lazy_gettext("无此栏目"),
    "no_report": lazy_gettext("本库未收录"),
}
SIGNS: Mapping[str, str] = {
    "present": "●",
    "says_nothing": "无",
    "named_only": "○",
    "absent": "—",
    "no_report": "·",
}
"""Told apart without colour."""


def shown_states(counts: Sequence[Mapping[State, int]]) -> list[State]:
    """The states that occur at all, in their order."""
    return [state for state in STATES if any(count.get(state) for count in counts)]
