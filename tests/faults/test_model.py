"""Faults of the language model: what arrived is given, and what was not finished is never called finished."""

import asyncio
import gc
import json
import tracemalloc
from collections.abc import Callable

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

from bot.domain import Budget
from bot.errors import ModelCut, ModelFailed, ModelRefused, ModelUnavailable, OverBudget
from bot.ports import Delta
from tests.doubles import script
from tests.doubles.connected import ASK, PATIENT, asker, budgets, closed, connected
from tests.doubles.log import captured
from tests.doubles.script import Step, say

KEY = "sk-ant-api03-not-a-real-key"
TINY = 0.08
SOON = 1.0


class Item(BaseModel):
    """What a test asks for by a schema."""

    name: str


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "fault",
    [script.busy("1"), script.overloaded(), script.html(500), script.html(502), script.reset(), script.cut()],
    ids=["429", "529", "500", "502", "reset", "cut before any text"],
)
async def test_fault_43_passing_trouble_is_waited_out(fault: Step) -> None:
    """A person sees the answer, and nothing of the trouble before it."""
    async with connected() as at:
        at.double.script(fault, fault, say("Hello."))
        read = await at.read()
    assert (read.text, read.error) == ("Hello.", None)
    assert len(at.sleeps) == 2


@pytest.mark.asyncio
async def test_fault_43_the_server_is_given_the_time_it_asked_for() -> None:
    """A busy server is asked again after its Retry-After, never before."""
    async with connected() as at:
        at.double.script(script.busy("3"), say("Hello."))
        await at.read()
    assert at.sleeps == [3.25]


@pytest.mark.asyncio
async def test_fault_43_a_long_retry_after_is_told_and_not_waited_for() -> None:
    """A person is told in how many seconds to try again, at once."""
    async with connected() as at:
        at.double.script(script.busy("90"))
        read = await at.read()
    assert isinstance(read.error, ModelUnavailable)
    assert str(read.error) == "The model is busy. Nothing was changed. Try again in 90 s."
    assert read.error.retry_after == 90
    assert at.sleeps == []


@pytest.mark.asyncio
async def test_fault_43_a_retry_after_may_be_a_date() -> None:
    """A person is told the seconds to a date that the server named."""
    async with connected() as at:
        at.double.script(script.busy("Fri, 02 Jan 2026 03:05:05 GMT"))
        read = await at.read()
    assert isinstance(read.error, ModelUnavailable)
    assert read.error.retry_after == 60


@pytest.mark.asyncio
async def test_fault_43_retries_are_bounded_and_cost_nothing() -> None:
    """A person is told that the model is busy after four requests, and pays for none of them."""
    async with connected() as at:
        at.double.script(*[script.overloaded()] * 9)
        read = await at.read()
    assert str(read.error) == "The model is busy right now. Nothing was changed."
    assert (len(at.double.messages), at.ledger.entries) == (4, [])


@pytest.mark.asyncio
async def test_fault_43_retries_keep_to_a_total_budget() -> None:
    """A person waits for no more than the budget of all retries together."""
    async with connected(retrying=4.0) as at:
        at.double.script(*[script.busy("3")] * 9)
        read = await at.read()
    assert isinstance(read.error, ModelUnavailable)
    assert at.sleeps == [3.25]


@pytest.mark.asyncio
async def test_fault_43_a_silent_server_is_given_up() -> None:
    """A person is told that the model did not answer in time."""
    async with connected(silence=TINY, retrying=0) as at:
        at.double.script(script.silent())
        read = await at.read()
    assert isinstance(read.error, ModelUnavailable)
    assert str(read.error) == "The model did not answer in time. Nothing was changed."


@pytest.mark.asyncio
async def test_fault_43_a_server_that_is_not_there_is_told() -> None:
    """A person is told that the model cannot be reached."""
    async with connected() as at:
        await at.double.__aexit__()
        read = await at.read()
    assert str(read.error) == "The model could not be reached. Nothing was changed."


@pytest.mark.asyncio
async def test_fault_44_a_spend_limit_is_told_and_not_tried_again() -> None:
    """A person reads that the spending limit is reached; the operator's log names the code."""
    async with connected() as at:
        at.double.script(script.spend_limit())
        with capture_logs() as logs:
            read = await at.read()
    assert isinstance(read.error, ModelRefused)
    assert "spending limit" in str(read.error)
    assert len(at.double.messages) == 1
    assert [line["code"] for line in logs if line["event"] == "model_failed"] == ["enforced_spend_limit_reached"]


@pytest.mark.asyncio
async def test_fault_44_the_operator_is_told_once() -> None:
    """However often people try, the log has one error until the model has answered again."""
    async with connected() as at:
        limit = script.spend_limit()
        at.double.script(limit, limit, limit, say("Hello."), limit)
        with capture_logs() as logs:
            for _ in range(5):
                await at.read()
    levels = [line["log_level"] for line in logs if line["event"] == "model_failed"]
    assert levels == ["error", "info", "info", "error"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("status", "kind", "word"),
    [
        (400, "invalid_request_error", "did not accept this request"),
        (401, "authentication_error", "did not accept our key"),
        (402, "billing_error", "spending limit"),
        (403, "permission_error", "may not use this model"),
        (404, "not_found_error", "does not know the model claude-sonnet-5"),
        (413, "request_too_large", "too large"),
    ],
)
async def test_fault_45_what_a_retry_cannot_mend_is_told_once(status: int, kind: str, word: str) -> None:
    """A person reads plainly what is wrong and who can mend it; the server is asked once."""
    async with connected(key=KEY) as at:
        at.double.script(script.fail(status, kind, f"max_tokens: {ASK.system} {KEY}"))
        with captured() as log:
            read = await at.read()
    assert isinstance(read.error, ModelRefused)
    assert word in str(read.error)
    assert read.error.advice
    assert len(at.double.messages) == 1
    assert f'"status": {status}' in log.getvalue()
    assert '"field": "max_tokens"' in log.getvalue()


@pytest.mark.asyncio
async def test_fault_45_neither_key_nor_text_leaves_by_an_error() -> None:
    """A server that echoes what it was sent puts nothing of it before the person, into the error or the log."""
    async with connected(key=KEY) as at:
        at.double.script(script.fail(400, "invalid_request_error", f"bad: {ASK.turns[0].text} {KEY}"))
        with captured() as log:
            read = await at.read()
    error = read.error
    assert error is not None
    told = f"{error!r} {error} {error.advice} {error.__cause__!r} {error.__context__!r} {log.getvalue()}"
    assert KEY not in told
    assert ASK.turns[0].text not in told


async def assert_cut(fault: Step, *, silence: float = PATIENT, answer: float = PATIENT) -> None:
    """Assert that the text was given, then the error, once, and that what it took was recorded."""
    async with connected(silence=silence, answer=answer) as at:
        at.double.script(fault, say("never asked for"))
        read = await at.read()
    assert read.text == "Half an answer"
    assert read.stop is None
    assert isinstance(read.error, ModelCut)
    assert str(read.error) == "The answer broke off before it was finished."
    assert len(at.double.messages) == 1
    (entry,) = at.ledger.entries
    assert (entry.usage.input_tokens, entry.usage.output_tokens, entry.purpose) == (25, 4, "draft")


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [script.cut, script.cut_abort], ids=["closed", "reset"])
async def test_fault_46_a_stream_cut_in_the_middle(fault: Callable[..., Step]) -> None:
    """A person keeps what had arrived, marked as unfinished."""
    await assert_cut(fault("Half ", "an answer"))


@pytest.mark.asyncio
async def test_fault_47_a_stream_that_ends_without_its_last_event() -> None:
    """A stream that stops politely in the middle counts as cut too."""
    await assert_cut(script.cut_clean("Half ", "an answer"))


@pytest.mark.asyncio
async def test_fault_47_a_reason_that_nobody_knows_is_no_end() -> None:
    """An answer that ended for a reason we do not know is not called finished."""
    async with connected() as at:
        at.double.script(say("Half", stop_reason="pause_turn"))
        read = await at.read()
    assert (read.text, read.stop, type(read.error)) == ("Half", None, ModelCut)


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["overloaded_error", "api_error", "rate_limit_error"])
async def test_fault_48_an_error_event_in_the_middle(kind: str) -> None:
    """An error that comes after the text had begun cuts the answer."""
    await assert_cut(script.error_event("Half ", "an answer", kind=kind))


@pytest.mark.asyncio
async def test_fault_48_an_error_event_is_told_apart_by_its_type() -> None:
    """Before any text, an overload is waited out and a wrong key is not, although both have status 200."""
    async with connected() as at:
        at.double.script(script.error_event(kind="overloaded_error"), say("Hello."))
        assert (await at.read()).text == "Hello."
        at.double.script(script.error_event(kind="authentication_error"), say("never asked for"))
        read = await at.read()
    assert isinstance(read.error, ModelRefused)


@pytest.mark.asyncio
async def test_fault_49_a_stream_that_hangs() -> None:
    """A person waits no longer than the silence allows, and keeps what had arrived."""
    await assert_cut(script.hang("Half ", "an answer"), silence=TINY)


@pytest.mark.asyncio
async def test_fault_50_pings_do_not_extend_the_deadline() -> None:
    """A stream that sends nothing but signs of life ends at the deadline of the whole answer."""
    await assert_cut(script.pings("Half ", "an answer"), answer=0.3)


@pytest.mark.asyncio
async def test_fault_50_pings_before_any_text() -> None:
    """A person is told that the model did not answer in time, and nobody is asked again after the deadline."""
    async with connected(answer=0.2) as at:
        at.double.script(script.pings(), say("never asked for"))
        read = await at.read()
    assert str(read.error) == "The model did not answer in time. Nothing was changed."
    assert len(at.double.messages) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [script.broken_json, script.bad_utf8], ids=["json", "utf-8"])
async def test_fault_51_an_event_that_cannot_be_read(fault: Callable[..., Step]) -> None:
    """Broken data in the middle cuts the answer."""
    await assert_cut(fault("Half ", "an answer"))


@pytest.mark.asyncio
async def test_fault_51_an_event_of_the_wrong_shape() -> None:
    """An event that lacks what it must have cuts the answer, and no traceback reaches anybody."""
    wrong = script.event("content_block_delta", {"index": 0})
    await assert_cut(script.begun("Half ", "an answer", then=(wrong,)))


@pytest.mark.asyncio
async def test_fault_51_characters_split_over_packets_and_unknown_events() -> None:
    """Characters that arrive byte by byte, and events nobody knows, are not noticed at all."""
    async with connected() as at:
        at.double.script(script.split_utf8("Zürich 👩‍🚀 東京"), script.unknown_events("as ever"))
        assert (await at.read()).text == "Zürich 👩‍🚀 東京"
        read = await at.read()
    assert (read.text, read.error) == ("as ever", None)


@pytest.mark.asyncio
async def test_fault_52_half_a_character_is_replaced() -> None:
    """Half a surrogate pair in an answer becomes the replacement character, so that it can be stored."""
    async with connected() as at:
        at.double.script(script.surrogate("a", "b"))
        read = await at.read()
    assert read.text == "a\ufffdb"


@pytest.mark.asyncio
@pytest.mark.parametrize(("stop_reason", "reason"), [("max_tokens", "length"), ("refusal", "refusal")])
async def test_fault_53_an_answer_that_is_no_answer(stop_reason: str, reason: str) -> None:
    """An answer at its length limit, or a refusal, says so at the end."""
    async with connected() as at:
        at.double.script(say("Once upon", stop_reason=stop_reason))
        read = await at.read()
    assert read.stop is not None
    assert (read.text, read.stop.reason) == ("Once upon", reason)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("stop_reason", "sentence"), [("max_tokens", "longer than it may be"), ("refusal", "declined to answer")]
)
async def test_fault_53_a_structured_answer_that_is_none(stop_reason: str, sentence: str) -> None:
    """Where a whole answer is needed, a refusal or a limit is said plainly, and asked for only once."""
    async with connected() as at:
        at.double.script(say('{"name": "', stop_reason=stop_reason))
        with pytest.raises(ModelCut, match=sentence):
            await at.model.structured(ASK, Item, asker())
    assert len(at.double.messages) == 1


@pytest.mark.asyncio
async def test_fault_54_one_enormous_delta() -> None:
    """A megabyte in one piece arrives whole."""
    async with connected() as at:
        at.double.script(script.begun("x" * 2**20, then=(script.block_stop(), *script.finish("end_turn", 9))))
        read = await at.read()
    assert (len(read.text), read.error) == (2**20, None)


@pytest.mark.asyncio
async def test_fault_54_very_many_deltas_need_no_memory_and_leave_the_loop_free() -> None:
    """Five thousand pieces stream through: memory stays flat, and whatever else runs gets its turn."""
    turns = 0

    async def watch() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async with connected(answer=600.0) as at:
        at.double.script(script.begun(*["word "] * 5_000, then=(script.block_stop(), *script.finish("end_turn", 9))))
        watcher = asyncio.create_task(watch())
        tracemalloc.start()
        async with closed(at.model.stream(ASK, asker())) as parts:
            await anext(parts)
            gc.collect()
            before, _ = tracemalloc.get_traced_memory()
            count = 1 + len([None async for part in parts if isinstance(part, Delta)])
            _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        watcher.cancel()
    assert count == 5_000
    assert peak - before < 2 * 2**20
    assert turns > 5_000 / 16


@pytest.mark.asyncio
async def test_fault_54_no_text_at_all() -> None:
    """An answer of thoughts alone, or of nothing, ends as it should and without text."""
    async with connected() as at:
        at.double.script(say("", thinking="Hm. " * 50), say(""))
        for _ in range(2):
            read = await at.read()
            assert (read.text, read.error) == ("", None)
            assert read.stop is not None
    assert at.ledger.entries[0].usage.output_tokens == 50


@pytest.mark.asyncio
async def test_fault_54_an_answer_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that never stops talking is cut off before memory is full."""
    monkeypatch.setattr("bot.model.meter.ANSWER_LIMIT", 1000)
    async with connected() as at:
        at.double.script(say("x" * 5000))
        read = await at.read()
    assert isinstance(read.error, ModelCut)
    assert len(read.text) <= 1000


@pytest.mark.asyncio
async def test_fault_55_stop_closes_the_request() -> None:
    """Stop ends the request at the server within a second; what it took until then is recorded."""
    async with connected() as at:
        at.double.script(script.hang("Half ", "an answer"))
        async with closed(at.model.stream(ASK, asker())) as parts:
            await anext(parts)
        await at.double.disconnected(within=SOON)
        (entry,) = at.ledger.entries
    assert (entry.usage.input_tokens, entry.usage.output_tokens) == (25, 2)


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [script.hang("Half"), script.silent(), script.pings()], ids=["text", "none", "pings"])
async def test_fault_55_cancelling_the_task_closes_the_request(fault: Step) -> None:
    """A call that is cancelled while it waits for the server ends the request within a second."""
    async with connected() as at:
        at.double.script(fault)
        task = asyncio.create_task(at.read())
        await at.double.asked(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await at.double.disconnected(within=SOON)


@pytest.mark.asyncio
async def test_fault_55_closing_the_model_ends_what_is_under_way() -> None:
    """At the end of the program, an answer under way ends as unfinished and its request is closed."""
    async with connected() as at:
        at.double.script(script.hang("Half"))
        async with closed(at.model.stream(ASK, asker())) as parts:
            assert await anext(parts) == Delta("Half")
            waiting = asyncio.ensure_future(anext(parts))
            await asyncio.sleep(0)
            await at.model.aclose()
            with pytest.raises(ModelCut):
                await waiting
        await at.double.disconnected(within=SOON)


@pytest.mark.asyncio
async def test_fault_77_a_flood_by_one_person_stops_before_the_server() -> None:
    """Of five hundred calls at once by one person, four are asked; another person is served meanwhile."""
    allowance = budgets(person=Budget(tokens_a_day=None, calls_at_once=4))
    async with connected(allowance=allowance) as at:
        at.double.script(*[script.hang("...")] * 4, say("Hello."))

        async def flood() -> ModelFailed | OverBudget | None:
            try:
                async for _ in at.model.stream(ASK, asker("mallory")):
                    pass
            except (ModelFailed, OverBudget) as error:
                return error
            return None

        tasks = [asyncio.create_task(flood()) for _ in range(500)]
        refused = [result for task in tasks[4:] if isinstance(result := await task, OverBudget)]
        await at.double.asked(4)
        read = await at.read()
        for task in tasks[:4]:
            task.cancel()
        await asyncio.gather(*tasks[:4], return_exceptions=True)
    assert len(refused) == 496
    assert str(refused[0]) == "You have 4 answers under way, as many as one person may. Nothing was sent."
    assert read.text == "Hello."
    assert len(at.double.messages) == 5


def test_fault_54_the_double_sends_what_it_says() -> None:
    """The deltas of the double are what the API sends, so that the numbers above mean something."""
    kind, data = script.text_delta("a").decode().splitlines()[:2]
    assert kind == "event: content_block_delta"
    assert json.loads(data.removeprefix("data: "))["delta"] == {"type": "text_delta", "text": "a"}
