"""What a user can set once for all commands: values only, with their defaults."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENGINES: Final = ("whoosh", "opensearch")
DEFAULT_INDEX: Final = "index"
DEFAULT_ENGINE: Final = "whoosh"
DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8000
TRANSLATIONS: Final = Path(__file__).parent / "translations"
"""Catalogues of what the library and the command line say (GNU gettext, domain `messages`)."""


def user_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the user's own state is kept that is in no index: what a watch has seen, what was
    recognised for an index on OpenSearch."""
    if os.name == "nt":
        return Path(environment.get("APPDATA") or os.path.expanduser("~"), "xxgk")  # noqa: PTH111
    if base := environment.get("XDG_STATE_HOME"):
        return Path(base, "xxgk")
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home raises where there is none
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "xxgk"
    return Path(environment.get("XDG_CONFIG_HOME") or home / ".config", "xxgk")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the index is and which engine keeps it."""

    index: str = DEFAULT_INDEX
    """Folder of the index, relative to the working folder or absolute."""
    engine: str = DEFAULT_ENGINE
    """One of ENGINES."""
    opensearch_url: str | None = None
    """`https://user:password@host:9200`; several, separated by commas."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """XXGK_INDEX, XXGK_ENGINE and XXGK_OPENSEARCH_URL; an empty one counts as not set."""
        return cls(
            index=environment.get("XXGK_INDEX") or DEFAULT_INDEX,
            engine=environment.get("XXGK_ENGINE") or DEFAULT_ENGINE,
            opensearch_url=environment.get("XXGK_OPENSEARCH_URL") or None,
        )
