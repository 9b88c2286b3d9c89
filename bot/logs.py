"""The log: one line an event, with the request that it belongs to, and never a secret or a prompt.

Our own modules say `structlog.get_logger().info("call_done", seconds=1.2)`: a name in snake_case, ids and counts as
values. Other libraries' records, warnings and errors that nobody caught come out of the same handler. Each record is
made safe when it is born (`logging.setLogRecordFactory`), so that a handler which another library installed cannot
write more than ours. What other libraries say below a warning is left out, since it may hold a whole prompt.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from decimal import Decimal
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TextIO

import structlog
from structlog.contextvars import merge_contextvars
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.redact import HIDDEN, hide, redact, told

ROOMS = ("bot", "adapters", "data")
VALUE = 200
"""Characters that a value in the log may have; a longer one is told by its length."""
FILE_BYTES = 1_000_000
FILES_KEPT = 2
"""Earlier log files beside the current one."""
_OUTCOME = re.compile(r"\b(result|exception)=.*")
"""What a task came to, as asyncio shows it: a whole text may stand there."""
_SECRET_NAMES = frozenset({"token", "key", "secret", "password", "authorization", "cookie"})


def configure(
    level: Literal["debug", "info", "warning", "error"],
    log_format: Literal["", "console", "json"],
    *,
    stream: TextIO | None = None,
    file: Path | None = None,
) -> None:
    """Set the log up, once a process: to `file` (rotated at 1 MB, two kept) where one is given, since lines in between
    would disturb a chat on the screen; else to `stream`, which is standard error by default. An empty `log_format`
    means console on a terminal, else json. The file is made with its first line; where that fails, one sentence on
    standard error says so.
    """
    handler = _Private(file) if file else _Stderr() if stream is None else logging.StreamHandler(stream)
    screen = not file and (stream or sys.stderr).isatty()
    console = log_format == "console" or (not log_format and screen)
    handler.setFormatter(_formatter(_Console(colours=screen) if console else _json))
    number = logging.getLevelNamesMapping()[level.upper()]
    _put_in_place(handler, number)
    structlog.configure(
        processors=[*_OURS, _as_event, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    _install_hooks()


def _put_in_place(handler: logging.Handler, level: int) -> None:
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old.formatter, ProcessorFormatter):
            root.removeHandler(old)
            old.close()
    root.addHandler(handler)
    root.setLevel(max(level, logging.WARNING))
    for room in ROOMS:
        logging.getLogger(room).setLevel(level)


def hide_secrets(settings: Iterable[tuple[str, object]]) -> None:
    """Take every secret of the settings (a pydantic model gives its fields when it is iterated) out of the log."""
    for _, value in settings:
        if reveal := getattr(value, "get_secret_value", None):
            hide(reveal())


# --- what a line is made of --------------------------------------------------------------------------------------


class _Event(dict[str, Any]):
    """An event of our own that has been made safe already."""


def _as_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return _Event(event)


def _name_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info if isinstance(info, BaseException) else None
    if info and error is None:
        error = sys.exc_info()[1]
    if error is not None:
        event["error"] = _Safe(told(error))
    return event


class _Safe(str):
    """A text that may be long."""

    __slots__ = ()


def _guard(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: HIDDEN if name in _SECRET_NAMES else _plain(value) for name, value in event.items()}


def _plain(value: object) -> object:
    if isinstance(value, _Safe) or value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        fits = len(value) <= VALUE and "\n" not in value
        return redact(str(value)) if fits else f"({len(value)} characters, withheld)"
    if isinstance(value, Decimal | Path):
        return redact(str(value))
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    return f"<{type(value).__name__}>"


_OURS: tuple[Processor, ...] = (
    merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    _name_error,
    _guard,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def _foreign_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if text := event["_record"].exc_text:
        event["error"] = text
    return event


def _formatter(render: Processor) -> ProcessorFormatter:
    foreign: list[Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _foreign_error,
    ]
    return ProcessorFormatter(foreign_pre_chain=foreign, processors=[ProcessorFormatter.remove_processors_meta, render])


def _json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    first = {name: event.pop(name) for name in ("timestamp", "level", "event") if name in event}
    return json.dumps({**first, **event}, ensure_ascii=False)


class _Console:
    """A line for people: time, level, event, then the values."""

    _COLOURS = {"warning": "33", "error": "31", "critical": "31"}  # noqa: RUF012 - never changed

    def __init__(self, *, colours: bool) -> None:
        self._colours = colours

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> str:
        time, level, name = (str(event.pop(key)) for key in ("timestamp", "level", "event"))
        colour = self._COLOURS.get(level) if self._colours else None
        shown = f"\x1b[{colour}m{level:<8}\x1b[0m" if colour else f"{level:<8}"
        values = " ".join(f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in event.items())
        return f"{time[11:19]} {shown} {name} {values}".rstrip()


# --- where lines go ----------------------------------------------------------------------------------------------


class _Stderr(logging.StreamHandler[TextIO]):
    """Standard error as it is at the moment of writing, not as it was at the start."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # the base class keeps what it was given
        return sys.stderr


class _Private(RotatingFileHandler):
    """A file that its owner alone may read, made when there is something to write."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8", delay=True)
        self._complained = False

    def _open(self) -> Any:  # noqa: ANN401 - as the base class has it
        path = Path(self.baseFilename)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        stream = super()._open()
        path.chmod(0o600)
        return stream

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - as the base class has it
        """Say once that lines are lost, in place of a traceback a line."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._complained:
            self._complained = True
            sys.stderr.write(f"The log {self.baseFilename} cannot be written ({error.strerror}); its lines are lost.\n")


# --- records of other libraries, and errors that nobody caught -------------------------------------------------------


def _record(*args: Any, **values: Any) -> logging.LogRecord:  # noqa: ANN401 - as logging calls it
    record = logging.LogRecord(*args, **values)
    if isinstance(record.msg, _Event) or not record.name:  # ours, or the copy that `makeLogRecord` is about to fill
        return record
    record.msg, record.args = _said(record), ()
    if record.exc_info and record.exc_info[1] is not None:
        record.exc_text = told(record.exc_info[1])
    record.exc_info = record.stack_info = None
    return record


def _said(record: logging.LogRecord) -> str:
    if record.levelno < logging.WARNING:
        return "(withheld: below a warning, other libraries may tell whole requests)"
    try:
        first, *more = record.getMessage().splitlines() or [""]
    except (TypeError, ValueError, KeyError, IndexError):
        return "(a message that could not be put together)"
    text = _OUTCOME.sub(r"\1=(withheld)", first) if record.name == "asyncio" else first
    more_text = f" (and {len(text) - VALUE} characters, withheld)" if len(text) > VALUE else ""
    text = redact(text[: 4 * VALUE])[:VALUE] + more_text  # first hidden, then cut: half a key would not be known
    return f"{text} (and {len(more)} lines, withheld)" if more else text


def _install_hooks() -> None:
    logging.setLogRecordFactory(_record)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger("bot").critical("stopped_by_a_bug", exc_info=error)
    if not any(isinstance(handler, _Stderr) for handler in logging.getLogger().handlers):
        sys.stderr.write(
            "Prompteur stopped because of a mistake in its own code. What was saved is safe. Start it again;"
            f" if it stops again, report this line: {told(error)}\n"
        )


def _unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    structlog.get_logger("bot").error("error_in_cleanup", exc_info=unraisable.exc_value)


def _in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        structlog.get_logger("bot").error("error_in_thread", exc_info=args.exc_value)
