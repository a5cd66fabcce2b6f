"""What is installed with us may be passed on."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "release" / "licences.py"


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    spec = importlib.util.spec_from_file_location("licences", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_package_of_the_lock_is_under_a_licence_that_is_allowed(licences: ModuleType) -> None:
    names = licences.checked()
    assert len(names) > 20
    assert [*licences.faults(names)] == []


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("LGPL-2.1-only", False),
        ("BSD", False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_where_a_choice_of_it_is(
    licences: ModuleType, expression: str, allowed: bool
) -> None:
    assert licences.is_allowed(expression) is allowed


def test_what_a_person_read_is_of_packages_that_are_there(licences: ModuleType) -> None:
    assert {*licences.READ} <= {*licences.checked()}
