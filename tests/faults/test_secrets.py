"""Faults 74 and 75: a key or a token in a prompt or an error never reaches an output of ours."""

import asyncio
import gc
import io
import logging
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Literal, NoReturn

import pytest
import structlog

from bot import redact
from bot.errors import PrompteurError
from tests.doubles.log import captured

SECRETS = {
    "anthropic": "sk-ant-api03-" + "aB3_" * 20 + "-AA",
    "openai": "sk-proj-" + "Zx9y" * 12,
    "slack bot": "xoxb-" + "123456789012-" * 2 + "AbCdEfGhIjKlMnOp",
    "slack app": "xapp-1-A0123456789-1234567890123-" + "ab12" * 16,
    "slack hook": "https://hooks.slack.com/services/T00000000/B00000000/" + "Xx" * 12,
    "discord bot": "MTk4NjIyNDgzNDcxOTI1MjQ4" + ".Cl2FMQ." + "ZnCjm1XVW7vRze4b7Cq4se7kKWs",
    "discord hook": "https://discord.com/api/webhooks/123456789012345678/" + "Ab1_" * 17,
    "aws": "AKIA" + "IOSFODNN7EXAMPLE",
    "github": "ghp_" + "a1B2" * 9,
    "gitlab": "glpat-" + "a1B2c3D4e5F6g7H8i9J0",
    "google": "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
    "hugging face": "hf_" + "AbCd" * 9,
    "stripe": "sk_live_" + "a1B2" * 6,
    "web token": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "fernet": "gAAAAA" + "Bk3x" * 20 + "==",
    "private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
    "bearer": "Authorization: Bearer " + "a1b2c3d4e5f6",
    "in an address": "postgresql://jo:hunter2222@db.example/prompts",
    "named": "password=correcthorse",
    "configured": "an unusual configured value",
}
CORES = {name: value.rsplit("/", 1)[-1].split("=")[-1].split(" ")[-1][-10:] for name, value in SECRETS.items()}
CORES |= {"in an address": "hunter2222", "private key": "MIIEpAIBAA", "fernet": "Bk3xBk3x", "configured": "unusual"}


@pytest.fixture(params=SECRETS)
def named(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Give a secret and a part of it that may be seen nowhere."""
    return SECRETS[request.param], CORES[request.param]


def _fail(error: Exception, cause: Exception | None = None) -> NoReturn:
    raise error from cause


def _ours(secret: str) -> None:
    structlog.get_logger("bot.a").warning("event", value=secret, token=secret, several=[secret])


def _ours_with_an_error(secret: str) -> None:
    try:
        _fail(PrompteurError(secret), OSError(secret))
    except PrompteurError:
        structlog.get_logger("data.b").exception("event")


def _theirs(secret: str) -> None:
    logging.getLogger("slack_sdk").error("request failed: %s", secret, extra={"body": secret})


def _theirs_with_an_error(secret: str) -> None:
    try:
        _fail(RuntimeError(secret))
    except RuntimeError:
        logging.getLogger("discord").exception("gone: %s", secret)


def _theirs_without_a_message(secret: str) -> None:
    logging.getLogger("other").error("", exc_info=RuntimeError(secret))


def _a_warning(secret: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(secret, UserWarning, stacklevel=1)


def _uncaught(secret: str) -> None:
    sys.excepthook(OSError, OSError(secret), None)


def _in_a_thread(secret: str) -> None:
    def fail() -> None:
        raise OSError(secret)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def _in_cleanup(secret: str) -> None:
    class Broken:
        def __del__(self) -> None:
            raise OSError(secret)

    Broken()
    gc.collect()


def _in_a_lost_task(secret: str) -> None:
    async def fail() -> None:
        raise OSError(secret)

    async def lose() -> None:
        task = asyncio.create_task(fail())
        await asyncio.wait({task})
        del task
        gc.collect()

    asyncio.run(lose())


PATHS: tuple[Callable[[str], None], ...] = (
    _ours,
    _ours_with_an_error,
    _theirs,
    _theirs_with_an_error,
    _theirs_without_a_message,
    _a_warning,
    _uncaught,
    _in_a_thread,
    _in_cleanup,
    _in_a_lost_task,
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__.strip("_"))
def test_fault_75_a_token_in_an_error_or_a_message_reaches_no_handler(
    named: tuple[str, str], path: Callable[[str], None], capfd: pytest.CaptureFixture[str]
) -> None:
    """Whichever way a token takes towards the log, no handler writes it, ours or another library's."""
    secret, core = named
    outside = io.StringIO()
    handler = logging.StreamHandler(outside)
    with captured("debug") as written:
        redact.hide(SECRETS["configured"])
        logging.getLogger().addHandler(handler)
        try:
            path(secret)
        finally:
            logging.getLogger().removeHandler(handler)
    everything = written.getvalue() + outside.getvalue() + "".join(capfd.readouterr())
    assert written.getvalue(), "nothing was logged at all"
    assert outside.getvalue(), "the other library's handler saw nothing"
    assert core not in everything
    assert secret not in everything


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_fault_74_a_prompt_with_a_key_in_it_is_not_in_the_log(log_format: Literal["json", "console"]) -> None:
    """A prompt that slips into an event, with a key in it, leaves neither the key nor its words."""
    prompt = f"Summarise the tickets of the week.\nUse {SECRETS['anthropic']} to log in."
    with captured("debug", log_format) as written:
        structlog.get_logger("bot.a").info("draft_done", text=prompt, first=prompt.splitlines()[1])
        try:
            _fail(ValueError(prompt))
        except ValueError:
            structlog.get_logger("bot.a").exception("draft_failed")
    assert CORES["anthropic"] not in written.getvalue()
    assert "Summarise" not in written.getvalue()
    assert "draft_failed" in written.getvalue()


def test_fault_74_every_kind_of_key_is_known() -> None:
    """Each kind of key is hidden wherever it stands in a sentence, and the sentence stays."""
    for name, secret in SECRETS.items():
        if name != "configured":
            shown = redact.redact(f"before {secret} after")
            assert CORES[name] not in shown, name
            assert shown.startswith("before ")
            assert shown.endswith(" after")
