"""What is taken out of text before it is written down."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr, ValidationError

from bot import logs, redact
from bot.errors import NotFound, StoreBusy


class _Configured(BaseModel):
    key: SecretStr | None
    name: str


def _caught(error: BaseException, cause: BaseException | None = None) -> BaseException:
    def fail() -> None:
        raise error from cause

    with pytest.raises(type(error)) as caught:
        fail()
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "the task-force of the risk-assessment-committee-of-2026",
        "call 7f3k-9q2m done in 12 s, 1,234 tokens",
        "https://example.com/a/b?c=d",
        "bot.model.client:120 stream",
        "1refine.apply:0197f3b2c4d5e6f7",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    """What an operator needs to read is not garbled."""
    assert redact.redact(text) == text


def test_a_configured_value_is_hidden_also_inside_an_address() -> None:
    """A key of an unusual form is known by its value, as it is and as part of a URL."""
    redact.hide("p@ss/word of mine", None, "abc")
    shown = redact.redact("x p@ss/word of mine y http://h/?k=p%40ss%2Fword%20of%20mine abc")
    assert shown == "x [hidden] y http://h/?k=[hidden] abc"


def test_every_secret_setting_is_hidden() -> None:
    """Each setting that is marked as secret is taken out, without a list to keep up to date."""
    logs.hide_secrets(_Configured(key=SecretStr("unusual-key-form"), name="visible name"))
    assert redact.redact("unusual-key-form, visible name") == "[hidden], visible name"


@given(st.text(max_size=300))
def test_hiding_twice_changes_nothing_more(text: str) -> None:
    """Text that was made safe stays as it is."""
    once = redact.redact(text)
    assert redact.redact(once) == once


def test_an_error_is_told_with_its_way_and_its_cause() -> None:
    """An operator sees what happened, where, and what led to it, in one line."""
    error = _caught(StoreBusy("The database was busy."), _caught(sqlite3.OperationalError("database is locked")))
    told = redact.told(error)
    assert told.startswith("StoreBusy: The database was busy. (tests.project.test_redact:")
    assert " from OperationalError: database is locked (" in told
    assert "\n" not in told


def test_what_fills_our_own_sentence_stays_out() -> None:
    """The name that a person typed is not in the log, only the sentence around it."""
    assert redact.told(NotFound("There is no prompt {name}.", name="divorce letter")) == (
        "NotFound: There is no prompt {name}."
    )


def test_messages_that_may_hold_a_persons_words_are_withheld() -> None:
    """Errors of validation, lookup and parsing are told by their kind and place."""
    invalid = None
    try:
        _Configured.model_validate({"key": "k", "name": ["the prompt"]})
    except ValidationError as error:
        invalid = redact.told(error)
    told = [invalid, redact.told(KeyError("the prompt")), redact.told(UnicodeDecodeError("utf-8", b"pro", 0, 1, "x"))]
    assert all(each and "withheld" in each and "the prompt" not in each for each in told)


def test_a_search_that_the_database_refused_is_told_without_the_words() -> None:
    """The database's own message stays, what it quotes does not."""
    assert redact.told(sqlite3.OperationalError('fts5: syntax error near "the prompt"')) == (
        'OperationalError: fts5: syntax error near "..."'
    )


def test_errors_of_the_system_speak_for_themselves() -> None:
    """A missing file or a full disk is told as the system puts it."""
    assert redact.told(OSError(28, "No space left on device")) == "OSError: [Errno 28] No space left on device"
    assert "withheld" in redact.told(OSError("x" * 400))


def test_what_helps_an_operator_is_added() -> None:
    """The status and the request id of a server's error are there, its text is not."""

    class ServerError(Exception):
        status_code = 529
        request_id = "req_1"

    assert redact.told(ServerError("the prompt")) == (
        "ServerError: (a message of 10 characters, withheld) status_code=529 request_id=req_1"
    )


def test_a_group_tells_its_members_and_counts_the_rest() -> None:
    """Of many errors at once five are told."""
    told = redact.told(ExceptionGroup("all", [OSError(n, "gone") for n in range(7)]))
    assert told.count("gone") == 5
    assert "and 2 more" in told


def test_errors_that_point_at_each_other_are_told_once() -> None:
    """A circle of causes ends."""
    first, second = OSError("first"), OSError("second")
    first.__cause__, second.__cause__ = second, first
    assert redact.told(first) == "OSError: first from OSError: second"


def test_a_long_way_is_shortened_and_counted() -> None:
    """A deep recursion fills one line, not a screen."""

    def down(depth: int) -> None:
        if depth == 0:
            raise OSError("bottom")
        down(depth - 1)

    with pytest.raises(OSError, match="bottom") as caught:
        down(30)
    told = redact.told(caught.value)
    assert told.count(" down") == 12
    assert "and 20 more" in told
