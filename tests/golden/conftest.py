"""How golden files are renewed on purpose: python -m pytest tests/golden --update-golden."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def update_golden(pytestconfig: pytest.Config) -> bool:
    """Whether golden files are to be written rather than compared."""
    return bool(pytestconfig.getoption("--update-golden", default=False))
