"""`prompteur critique --quick`: findings one a line, exit codes for hooks, nothing secret printed."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.shell.quick import main, run
from bot.domain import Severity
from bot.words import Words
from tests.checks.planted import marked

KEY = marked(11)["an Anthropic key"]
GOOD = "Summarise <t>{{ticket}}</t> in two lines for the weekly report."
MINOR = "Summarise this for the weekly report: {{ticket}}"


class Outcome:
    """What one run gave."""

    def __init__(
        self, *paths: Path | str, fail_on: Severity = Severity.BLOCKER, as_json: bool = False, stdin: str = ""
    ) -> None:
        out, err = io.StringIO(), io.StringIO()
        self.code = run(
            [str(path) for path in paths],
            fail_on=fail_on,
            as_json=as_json,
            stdin=io.BytesIO(stdin.encode()),
            out=out,
            err=err,
            words=Words(),
        )
        self.out, self.err = out.getvalue(), err.getvalue()


def _file(folder: Path, text: str, name: str = "prompt.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_a_good_prompt_gives_silence(tmp_path: Path) -> None:
    """A hook that finds nothing prints nothing and lets the commit through."""
    outcome = Outcome(_file(tmp_path, GOOD))
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_a_secret_is_pointed_at_and_stops_the_commit(tmp_path: Path) -> None:
    """Line and column lead to the key; the key itself is not printed."""
    path = _file(tmp_path, f"First line.\r\nUse {KEY} here.")
    outcome = Outcome(path)
    assert outcome.code == 1
    assert outcome.out.startswith(f"{path}:2:5 blocker secrets: ")
    assert outcome.out.endswith(f'"sk-a…({len(KEY)} characters)"\n')
    assert KEY[8:] not in outcome.out


@pytest.mark.parametrize(("fail_on", "code"), [(Severity.BLOCKER, 0), (Severity.MAJOR, 0), (Severity.MINOR, 1)])
def test_the_least_finding_that_counts_can_be_chosen(tmp_path: Path, fail_on: Severity, code: int) -> None:
    """A small finding is always printed, and stops only who asked for it."""
    outcome = Outcome(_file(tmp_path, MINOR), fail_on=fail_on)
    assert outcome.code == code
    assert " minor undelimited: " in outcome.out


def test_standard_input_is_read_for_a_dash() -> None:
    """A pipe can be checked."""
    outcome = Outcome("-", stdin=f"Use {KEY} here.")
    assert outcome.code == 1
    assert outcome.out.startswith("-:1:5 blocker ")


def test_a_file_of_many_prompts_is_summed_up(tmp_path: Path) -> None:
    """Each entry is checked for itself, and the last line counts."""
    entries = [{"prompt": GOOD}, {"prompt": f"Use {KEY} now."}, {"prompt": MINOR, "title": "x"}]
    path = _file(tmp_path, "\n".join(json.dumps(entry) for entry in entries) + "\n\n", "many.jsonl")
    outcome = Outcome(path)
    first, second, last = outcome.out.splitlines()
    assert first.startswith(f"{path}:2:5 blocker secrets")
    assert second.startswith(f"{path}:3:39 minor undelimited")
    assert last == f"{path}: 3 prompts, 1 with a blocker, 2 with any finding."
    assert outcome.code == 1


def test_each_finding_is_one_object_for_programs(tmp_path: Path) -> None:
    """With --json every line is an object: where, what, why and how to mend it."""
    path = _file(tmp_path, json.dumps({"prompt": "Write to {{name}."}), "one.jsonl")
    finding, summary = (json.loads(line) for line in Outcome(path, as_json=True).out.splitlines())
    assert (finding["line"], finding["column"], finding["rule"], finding["quote"]) == (1, 10, "variables", "{{name}")
    assert finding["fixes"] == [{"label": "", "replacement": "{{name}}"}]
    assert summary == {"type": "summary", "file": str(path), "prompts": 1, "with_blocker": 0, "with_finding": 1}


def test_what_is_invisible_or_acts_on_a_terminal_is_printed_as_an_escape(tmp_path: Path) -> None:
    """A control sequence in a prompt reaches no terminal."""
    outcome = Outcome(_file(tmp_path, "Clear \x1b[2J and re\u202everse it."))
    assert "\x1b" not in outcome.out
    assert "\u202e" not in outcome.out
    assert r"\u202e" in outcome.out


def test_a_broken_half_of_a_character_is_told(tmp_path: Path) -> None:
    """JSON can hold what no text can; it is found, and printing it does not fail."""
    outcome = Outcome(_file(tmp_path, '{"prompt": "Say \\ud83d to all of them."}', "half.jsonl"))
    assert " major invisible: " in outcome.out


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("latin.txt", b"caf\xe9", "no UTF-8"),
        ("many.jsonl", b"no json\n", "many.jsonl:1: This line is no JSON"),
        ("many.jsonl", b'{"text": "x"}\n', "field named prompt"),
        ("many.jsonl", b"[" * 100_000, "no JSON"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    """A file that cannot be checked never passes as checked."""
    path = tmp_path / name
    path.write_bytes(content)
    outcome = Outcome(path)
    assert outcome.code == 2
    assert says in outcome.err


def test_a_missing_file_and_a_folder_are_said_and_the_others_checked(tmp_path: Path) -> None:
    """One wrong name does not keep the rest from being checked."""
    outcome = Outcome(tmp_path / "none.txt", tmp_path, _file(tmp_path, f"Use {KEY} here."))
    assert outcome.code == 2
    assert "none.txt: There is no such file." in outcome.err
    assert "This is a folder" in outcome.err
    assert "blocker" in outcome.out


def test_wrong_arguments_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """No file, or a word that is no severity, ends with 2 and the usage."""
    assert main([]) == 2
    assert main(["x.txt", "--fail-on", "sometimes"]) == 2
    assert "usage: prompteur critique --quick" in capsys.readouterr().err
    assert main(["--help"]) == 0


def test_a_terminal_without_the_characters_gets_escapes(tmp_path: Path) -> None:
    """On a plain terminal an accent or an ellipsis is written out instead of ending the program."""
    path = _file(tmp_path, f"Été {KEY} ici, vite.")
    code = f"from adapters.shell.quick import main; raise SystemExit(main([{str(path)!r}]))"
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert r"sk-a\u2026(" in done.stdout


def test_a_check_loads_no_database_and_no_model_library(tmp_path: Path) -> None:
    """The hook starts fast: what it does not need is not loaded."""
    path = _file(tmp_path, GOOD)
    code = (
        "import sys; from adapters.shell.quick import main; "
        f"main([{str(path)!r}]); "
        "print(sorted({'anthropic', 'pydantic', 'aiosqlite', 'rich', 'detect_secrets'} & set(sys.modules)))"
    )
    environment = {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "[]\n"
