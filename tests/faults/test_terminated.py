"""The program is told to end while a model writes."""

import asyncio
import json
import signal
from pathlib import Path

import pytest

from tests.doubles.anthropic import AnthropicDouble
from tests.doubles.plausible import begins
from tests.doubles.process import run, start
from tests.doubles.waiting import PATIENCE


@pytest.mark.asyncio
async def test_fault_56_a_stop_in_the_middle_ends_with_a_note(tmp_path: Path) -> None:
    """SIGTERM while a model writes: the answer ends with a note and Retry, and the library opens again as it was."""
    async with AnthropicDouble(fallback=begins("Summarise the")) as double:
        settings = {"PROMPTEUR_MODEL": "", "ANTHROPIC_BASE_URL": double.url, "ANTHROPIC_API_KEY": "sk-ant-test"}
        process = await start(tmp_path, "chat", "--json", **settings)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"/draft a prompt that summarises {{tickets}} for a weekly report in three sentences\n")
        async with asyncio.timeout(PATIENCE):
            while json.loads(await process.stdout.readline())["type"] != "text_delta":
                pass
            process.send_signal(signal.SIGTERM)
            out, _ = await process.communicate()
    found = [json.loads(line) for line in out.decode().splitlines()]
    assert process.returncode == 128 + signal.SIGTERM
    failure = next(event for event in found if event["type"] == "failure")
    assert "stopped" in failure["sentence"]
    assert failure["buttons"][0]["label"] == "Retry"
    assert found[-1]["status"] == "interrupted"
    retried = await run(tmp_path, "press", failure["buttons"][0]["token"], "--json")
    assert json.loads(retried.out.splitlines()[-1])["status"] in {"done", "asking"}
