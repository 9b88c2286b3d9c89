"""Tests tell behaviour: each opens with one sentence of what a person sees."""

from collections.abc import Iterator

import pytest

from tests.doubles.log import logging_restored


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    """Leave the log as it was: a test may put the whole program together in this process."""
    with logging_restored():
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever runs the tests kill the program more often than the suite has time for."""
    parser.addoption("--kills", type=int, default=3, help="how often a busy session is killed")
