"""What a demo report states about a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from indexer.reports.figures import Figure, Qualifier

TruthState = Literal["number", "zero", "not_stated", "unclear", "contradictory"]


@dataclass(frozen=True, slots=True)
class Truth:
    """A number, a stated zero, nothing; a sentence that does not answer the question; or two
    that contradict each other."""

    state: TruthState = "not_stated"
    value: int | None = None
    qualifier: Qualifier | None = None

    def allows(self, figure: Figure) -> bool:
        """Whether an answer agrees; `unread` always does, unless it hides a contradiction."""
        if self.state == "contradictory":
            return figure.conflict
        if figure.state == "unread":
            return True
        if self.state == "unclear":
            return figure.state == "not_stated"
        given = (figure.state, figure.value, figure.qualifier)
        return given == (self.state, self.value, self.qualifier)

    def to_dict(self) -> dict[str, Any]:
        return {"state": self.state, "value": self.value, "qualifier": self.qualifier}


NOT_STATED = Truth()
