"""The API against its own document, by schemathesis: whatever /openapi.json allows is answered as
it says, whatever it forbids is refused in the form of the contract.

Every operation of the document is tried, the ones of tomorrow too. A long run:

    XXGK_API_EXAMPLES=5000 python -m pytest tests/webapp/test_api_conforms_to_openapi.py
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import positive_data_acceptance
from schemathesis.config import (
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.core.transport import Response

from tests.effort import THOROUGH
from tests.webapp.conftest import archive_of, seed_reports
from webapp import create_app

EXAMPLES: Final = int(os.environ.get("XXGK_API_EXAMPLES") or 6)
"""Of each operation; with XXGK_THOROUGH=1, besides a thousand at the edges of what parameters take."""


@cache
def _app() -> Flask:
    """As it is served: an internal error is a 500, not raised."""
    return create_app(archive_of(seed_reports()))


def _served(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The app, made when the first request comes, and not while tests are collected."""
    return _app()(environ, start_response)


_generation = GenerationConfig(modes=[*GenerationMode], deterministic=EXAMPLES < 100)
_phases = PhasesConfig(coverage=CoveragePhaseConfig(enabled=THOROUGH or EXAMPLES >= 100))
_projects = ProjectsConfig(default=ProjectConfig(generation=_generation, phases=_phases))
schema = schemathesis.openapi.from_wsgi(
    "/openapi.json", create_app(archive_of(())), config=SchemathesisConfig(projects=_projects)
)
schema.app = _served


@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=[*HealthCheck])
def test_the_api_keeps_to_its_document(case: Case) -> None:
    response = case.call_and_validate(
        headers={"Accept-Encoding": "identity"}, excluded_checks=[positive_data_acceptance]
    )
    if response.status_code >= 400 and case.method == "GET":
        _is_told_as_the_contract_says(response)


def _is_told_as_the_contract_says(response: Response) -> None:
    refusal = response.json()
    assert refusal["error"]
    assert refusal["where"] is None or len(refusal["where"]) == 2
