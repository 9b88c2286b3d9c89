"""Tests tell behaviour: each opens with one sentence of what a person sees."""

import gc
import os
import tempfile
from collections.abc import Generator, Iterator
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest

from tests.doubles.log import logging_restored

MEMORY = Path("/dev/shm")
"""Pytest makes a folder of its own there, for its user alone."""
ROOM = 2**30
"""Bytes that must be free there: a test's files go when it has passed, but some write a hundred megabytes."""


def _in_memory() -> bool:
    """Say whether the computer keeps files in memory here, with room, and starts programs from there."""
    if not (hasattr(os, "statvfs") and os.access(MEMORY, os.W_OK | os.X_OK)):
        return False
    there = os.statvfs(MEMORY)
    return there.f_bavail * there.f_frsize >= ROOM and not there.f_flag & os.ST_NOEXEC


if _in_memory():
    # Every library of a test is committed durably, again and again: a disk makes the whole suite wait for that.
    tempfile.tempdir = str(MEMORY)


# How long one example takes says little on a busy computer; what takes seconds is too slow on any.
hypothesis.settings.register_profile("patient", parent=hypothesis.settings(), deadline=timedelta(seconds=5))
hypothesis.settings.load_profile("patient")


def pytest_report_header() -> str:
    """Say where the tests' files are."""
    return f"temporary files: in {tempfile.gettempdir()}"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while thousands of tests are gathered, nor ever again among them: all of it stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    """Leave the log as it was: a test may put the whole program together in this process."""
    with logging_restored():
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever runs the tests kill the program more often than the suite has time for."""
    parser.addoption("--kills", type=int, default=3, help="how often a busy session is killed")
