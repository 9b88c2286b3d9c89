"""Tests tell behaviour: each opens with one sentence of what a person sees."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.doubles.log import logging_restored


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    """Leave the log as it was: a test may put the whole program together in this process."""
    with logging_restored():
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever runs the tests kill the program more often, and try more examples, than the suite has time for."""
    parser.addoption("--kills", type=int, default=3, help="how often a busy session is killed")
    parser.addoption("--examples", type=int, default=40, help="random examples for each property")


def pytest_configure(config: pytest.Config) -> None:
    """Try so many random examples of each property that does not say how many it needs."""
    settings.register_profile("suite", max_examples=config.getoption("--examples"))
    settings.load_profile("suite")
