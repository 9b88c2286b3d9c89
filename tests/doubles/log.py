"""The log as a test reads it, and everything put back afterwards."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import structlog
from structlog.stdlib import ProcessorFormatter

from bot import logs, redact


class Written(io.StringIO):
    """What was logged."""

    def events(self) -> list[dict[str, Any]]:
        """Give the lines as values (of the json format)."""
        return [json.loads(line) for line in self.getvalue().splitlines()]


@contextmanager
def logging_restored() -> Iterator[None]:
    """Put the process-wide parts of logging back: handlers, levels, hooks, the secrets that are known."""
    root = logging.getLogger()
    level = root.level
    factory = logging.getLogRecordFactory()
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    try:
        yield
    finally:
        for handler in [each for each in root.handlers if isinstance(each.formatter, ProcessorFormatter)]:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
        for room in logs.ROOMS:
            logging.getLogger(room).setLevel(logging.NOTSET)
        logging.setLogRecordFactory(factory)
        logging.captureWarnings(capture=False)
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
        structlog.reset_defaults()
        redact._hidden.clear()
        redact._exact = None


@contextmanager
def captured(
    level: Literal["debug", "info", "warning", "error"] = "debug",
    log_format: Literal["", "console", "json"] = "json",
    file: Path | None = None,
) -> Iterator[Written]:
    """Log into memory (or into `file`) for the time of a test."""
    written = Written()
    with logging_restored():
        logs.configure(level, log_format, stream=written, file=file)
        yield written
