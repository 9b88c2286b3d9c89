"""The shell: sub-commands, files, pipes, exit codes, and what the operator does."""

import io
import json
import os
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from adapters.base import Limit, Option, Program, Task
from adapters.shell import ask
from adapters.shell.folders import STDIN
from adapters.shell.main import main
from adapters.shell.operate import diagnosed
from bot.commands import load
from bot.dialogue.dispatch import App
from bot.dialogue.notation import example
from bot.dialogue.registry import Registry
from bot.domain import Question
from bot.errors import Misconfigured, ModelUnavailable, NotFound, StoreUnusable
from bot.ports import Diagnosis, Fetched, Weights
from bot.settings import Settings
from bot.words import Notation, Words
from tests.doubles.engineer import ScriptedEngineer
from tests.doubles.house import house
from tests.doubles.log import captured

QUESTIONS = (
    Question(id="reader", text="Who reads it?", options=("A manager", "Engineers"), assumption="For a manager"),
)
SMALL = Weights(
    name="small", about="For a try", size=2_000_000, licence="Apache-2.0", memory=3_000_000_000, present=False
)
HERE = Weights(name="here", about="Fetched before", size=900, licence="MIT", memory=4_000_000, present=True)


@dataclass
class Shelf:
    """The models of a test."""

    pulled: list[str] = field(default_factory=list)

    def catalogue(self) -> tuple[Weights, ...]:
        """Give two."""
        return (SMALL, HERE)

    async def pull(self, name: str) -> AsyncIterator[Fetched]:
        """Fetch at once."""
        self.pulled.append(name)
        yield Fetched(1_000_000, 2_000_000)
        yield Fetched(2_000_000, 2_000_000)

    def remove(self, name: str) -> int:
        """Remove the one that is here."""
        if name != "here":
            raise NotFound("There is no model {name} here.", name=name)
        return 900


@dataclass
class Keeper:
    """The database of a test, for the operator."""

    wrong: tuple[str, ...] = ()

    def engine(self) -> tuple[str, bool]:
        """Name something sound."""
        return "SQLite 9.9.9", True

    async def migrate(self) -> tuple[int, int]:
        """Go from 1 to 2."""
        return 1, 2

    async def check(self) -> tuple[str, ...]:
        """Give what is wrong."""
        return self.wrong

    async def backup(self, path: str) -> int:  # noqa: ARG002 - the port gives it
        """Write nothing."""
        return 1_234_567

    async def restore(self, path: str) -> str:
        """Refuse what is missing."""
        if path == "missing":
            raise StoreUnusable("There is no file {path}.", path=path)
        return "/data/old.db"


@dataclass
class Prompteur:
    """The program of a test; it is what the shell sees of the real one."""

    folder: Path
    engineer: ScriptedEngineer = field(default_factory=ScriptedEngineer)
    platforms: tuple[str, ...] = ()
    tasks: dict[str, tuple[Task, ...]] = field(default_factory=dict)
    models: Shelf = field(default_factory=Shelf)
    keeper: Keeper = field(default_factory=Keeper)
    diagnoses: tuple[Diagnosis, ...] = ()
    started: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """Settings of the test alone."""
        return Settings(data_dir=self.folder)

    @property
    def registry(self) -> Registry:
        """All commands."""
        return load()

    def maintenance(self) -> Keeper:
        """Give the database."""
        return self.keeper

    @asynccontextmanager
    async def open(self) -> AsyncIterator[App]:
        """Open the real core on a real database."""
        async with house(self.folder, engineer=self.engineer) as home:
            yield home.app

    async def serve(self) -> int:
        """Note it."""
        self.started.append("serve")
        return 0

    async def chat(self, *, json: bool) -> int:
        """Note it."""
        self.started.append("json" if json else "chat")
        return 0

    async def diagnose(self) -> AsyncIterator[Diagnosis]:
        """Give what the test says."""
        for each in self.diagnoses:
            yield each

    def run(self, *arguments: str) -> int:
        """Run a sub-command."""
        fits: Program = self
        return main(list(arguments), lambda: fits)


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    """Keep the log out of what is looked at, as the real program does."""
    with captured():
        yield


@pytest.fixture
def prompteur(tmp_path: Path) -> Prompteur:
    """Give the program."""
    return Prompteur(tmp_path)


Capture = pytest.CaptureFixture[str]


def give(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Put something into standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


# --- results and notes -------------------------------------------------------------------------------------------


def test_the_prompt_alone_goes_to_a_file(prompteur: Prompteur, capsys: Capture) -> None:
    """`prompteur draft ... > prompt.md` writes the prompt; all that is said about it is on standard error."""
    assert prompteur.run("draft", "a", "prompt", "for", "tickets") == 0
    out, err = capsys.readouterr()
    assert out == prompteur.engineer.text + "\n"
    assert "Assumed" in err or "[1] Refine" in err


def test_one_command_goes_on_where_the_last_one_stopped(prompteur: Prompteur, capsys: Capture) -> None:
    """What one sub-command drafts, the next ones refine, save and show, byte for byte."""
    assert prompteur.run("draft", "a prompt for tickets") == 0
    assert prompteur.run("save", "tickets") == 0
    capsys.readouterr()
    assert prompteur.run("show", "tickets") == 0
    assert capsys.readouterr().out == prompteur.engineer.text + "\n"


def test_lists_are_results(prompteur: Prompteur, capsys: Capture) -> None:
    """What is no prompt is a result as well: `prompteur find | grep` works."""
    prompteur.run("save", "tickets", "Summarise the tickets.")
    capsys.readouterr()
    assert prompteur.run("find", "tickets") == 0
    assert "tickets" in capsys.readouterr().out


def test_json_goes_to_standard_output(prompteur: Prompteur, capsys: Capture) -> None:
    """With --json each line is an object, and nothing else is written."""
    assert prompteur.run("draft", "a prompt for tickets", "--json") == 0
    out, err = capsys.readouterr()
    events: list[Any] = [json.loads(line) for line in out.splitlines()]
    assert events[-1]["type"] == "done"
    assert events[-1]["data"]["text"] == prompteur.engineer.text
    assert err == ""


# --- arguments ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rediger", "rédiger", "draft"])
def test_a_command_has_all_its_names(name: str, prompteur: Prompteur) -> None:
    """A sub-command is called by its names in other languages too, accents or not."""
    assert prompteur.run(name, "a prompt", "--tone", "dry") == 0
    assert prompteur.engineer.briefs[0].goal.tone == "dry"


def test_a_document_is_a_file(prompteur: Prompteur, tmp_path: Path, capsys: Capture) -> None:
    """A path that exists is read; what was criticised is called after it."""
    path = tmp_path / "prompt.md"
    path.write_text("Summarise {{tickets}}.\n")
    assert prompteur.run("critique", str(path)) == 0
    assert "prompt.md" in capsys.readouterr().out
    assert prompteur.engineer.asked == ["critique Summarise {{tickets}}.\n"]


def test_a_document_is_standard_input(prompteur: Prompteur, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """`-` reads standard input."""
    give(monkeypatch, "Résumé: {{tickets}}.".encode())
    assert prompteur.run("critique", "-") == 0
    assert STDIN in capsys.readouterr().out
    assert prompteur.engineer.asked == ["critique Résumé: {{tickets}}."]


def test_a_document_is_a_text(prompteur: Prompteur) -> None:
    """What is no path is the text itself, and `@name` is a saved prompt."""
    assert prompteur.run("critique", "Summarise", "the tickets.") == 0
    prompteur.run("save", "tickets", "Sort the tickets.")
    assert prompteur.run("critique", "@tickets") == 0
    assert prompteur.engineer.asked == ["critique Summarise the tickets.", "critique Sort the tickets."]


@pytest.mark.parametrize("option", ["to=team", "vers=équipe"])
def test_an_option_as_a_chat_takes_it_is_told(option: str, prompteur: Prompteur, capsys: Capture) -> None:
    """In any language an option in the form of a chat does not become a part of the text: how it is given here is said,
    and nothing is done.
    """
    assert prompteur.run("save", "kept", "A text.") == 0
    assert prompteur.run("share", "kept", option) == 2
    assert "In the shell an option is given like this: --to" in capsys.readouterr().err


def test_an_example_is_a_text(prompteur: Prompteur, tmp_path: Path) -> None:
    """The prompt behind a text is asked for with what its file holds."""
    path = tmp_path / "result.md"
    path.write_text("Three tickets wait for a spare part.")
    assert prompteur.run("draft", "--like", str(path)) == 0
    assert prompteur.engineer.briefs[0].goal.examples == ("Three tickets wait for a spare part.",)


def test_an_example_is_an_image(prompteur: Prompteur, tmp_path: Path) -> None:
    """The prompt behind a picture is asked for with the picture."""
    path = tmp_path / "out.PNG"
    path.write_bytes(b"\x89PNG")
    assert prompteur.run("draft", "--like", str(path)) == 0
    (image,) = prompteur.engineer.briefs[0].goal.images
    assert (image.name, image.media_type, image.data) == ("out.PNG", "image/png", b"\x89PNG")


@pytest.mark.parametrize(
    ("content", "code", "says"), [(b"\xff\xfe", 2, "no text in UTF-8"), (b"x" * 400_001, 1, "too large")]
)
def test_a_file_that_cannot_be_taken_is_named(
    content: bytes, code: int, says: str, prompteur: Prompteur, tmp_path: Path, capsys: Capture
) -> None:
    """A file that is no text, or is too long, ends with a sentence before anything is opened."""
    path = tmp_path / "prompt.md"
    path.write_bytes(content)
    assert prompteur.run("critique", str(path)) == code
    assert says in capsys.readouterr().err
    assert not (tmp_path / "prompteur.db").exists()


def test_words_after_a_sigil(prompteur: Prompteur) -> None:
    """`refine @name shorter` names the prompt first."""
    prompteur.run("save", "tickets", "Sort the tickets.")
    assert prompteur.run("refine", "@tickets", "shorter", "please") == 0
    assert prompteur.engineer.orders[0].instruction == "shorter please"


# --- exit codes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("find",), 0, ""),
        (("show", "nothing"), 1, "no prompt called nothing"),
        (("nonsense",), 2, "no command nonsense"),
        (("drafft", "x"), 2, "Did you mean draft?"),
        (("save",), 2, "needs: name"),
        (("undo", "too", "much"), 2, ""),
        (("draft", "x", "--colour", "red"), 2, "--colour"),
        (("press", "7"), 2, "no button 7"),
        (("db", "nonsense"), 2, "nonsense"),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, says: str, prompteur: Prompteur, capsys: Capture) -> None:
    """0 is done, 1 what the person can mend, 2 wrong usage; the reason is on standard error."""
    assert prompteur.run(*arguments) == code
    assert says in capsys.readouterr().err


def test_a_model_that_fails_is_a_three(prompteur: Prompteur, capsys: Capture) -> None:
    """3 says that the model failed; what had been written is on standard output, what happened on standard error."""
    prompteur.engineer.error = ModelUnavailable("The model could not be reached.")
    assert prompteur.run("draft", "a prompt for tickets") == 3
    out, err = capsys.readouterr()
    assert prompteur.engineer.text.startswith(out.strip())
    assert out.strip()
    assert "could not be reached" in err


@pytest.mark.parametrize(
    ("error", "code"), [(Misconfigured("X is not set."), 2), (StoreUnusable("The file is damaged."), 3)]
)
def test_a_start_that_fails_ends_with_a_sentence(error: Exception, code: int, capsys: Capture) -> None:
    """A wrong setting or a damaged database ends with one sentence and no traceback."""

    def fails() -> Program:
        raise error

    assert main(["find"], fails) == code
    assert capsys.readouterr().err == f"{error}\n"


def test_what_needs_no_program_starts_none(capsys: Capture, tmp_path: Path) -> None:
    """The version and the quick checks work when settings are wrong and the library is broken."""
    path = tmp_path / "prompt.md"
    path.write_text("Summarise the report in three sentences.")

    def never() -> Program:
        raise AssertionError

    assert main(["--version"], never) == 0
    assert main(["critique", "--quick", str(path)], never) == 0
    assert capsys.readouterr().out.startswith("prompteur 0.")


def test_what_starts_without_a_command(tmp_path: Path) -> None:
    """Alone it serves the platforms that have credentials, and without any it is the chat."""
    alone = Prompteur(tmp_path)
    connected = Prompteur(tmp_path, platforms=("slack",))
    for each in (alone, connected):
        assert each.run() == 0
    alone.run("chat", "--json")
    alone.run("serve")
    assert alone.started == ["chat", "json", "serve"]
    assert connected.started == ["serve"]


async def manifest(settings: Settings, values: Mapping[str, str | bool], words: Words) -> AsyncIterator[str]:
    """Print what was asked for, or refuse it."""
    assert settings.data_dir.is_absolute()
    if values["http"] == "nowhere":
        raise Misconfigured("CHAT_TOKEN is not set.", advice="Set it.")
    yield words("Hello {name}.", name=values["http"])
    yield f"agent={values['agent']}\x1b[2J"


MANIFEST = Task(
    verb="manifest",
    about="Print the manifest, 100 % of it",
    run=manifest,
    options=(Option(name="http", about="where it is", metavar="URL"), Option(name="agent", about="as an agent")),
)


def test_what_a_platform_does_for_its_operator(tmp_path: Path, capsys: Capture) -> None:
    """`prompteur PLATFORM VERB` prints what the adapter says; what is wrong with a setting is a sentence, and exit code
    2.
    """
    program = Prompteur(tmp_path, tasks={"slack": (MANIFEST,)})
    assert program.run("slack", "manifest", "--http", "https://bot.example", "--agent") == 0
    assert capsys.readouterr().out == "Hello https://bot.example.\nagent=True\\x1b[2J\n"
    assert program.run("slack", "manifest") == 0
    assert capsys.readouterr().out.startswith("Hello .\nagent=False")
    assert program.run("slack", "manifest", "--http", "nowhere") == 2
    assert capsys.readouterr().err == "CHAT_TOKEN is not set. Set it.\n"
    assert program.started == []


def test_a_platform_or_a_task_that_is_not_there_is_wrong_usage(tmp_path: Path, capsys: Capture) -> None:
    """A platform without a verb, with an unknown one, or an unknown platform ends with 2 and says what there is."""
    program = Prompteur(tmp_path, tasks={"slack": (MANIFEST,)})
    assert program.run("slack") == 2
    assert program.run("slack", "invite") == 2
    assert "manifest" in capsys.readouterr().err
    assert program.run("matrix", "invite") == 2
    assert "There is no command matrix." in capsys.readouterr().err
    assert program.run("slack", "--help") == 0
    assert "Print the manifest, 100 % of it" in capsys.readouterr().out


def test_help_shows_every_command(prompteur: Prompteur, capsys: Capture) -> None:
    """Each command of the chat is listed with what it does, and explains itself with an example."""
    assert prompteur.run("--help") == 0
    listed = " ".join(capsys.readouterr().out.split())
    shell = Words(typed="prompteur ", notation=Notation.SHELL)
    for family in load().families:
        assert prompteur.run(family, "--help") == 0
        listed += " ".join(capsys.readouterr().out.split())
    for command in load():
        assert f" {command.verb} " in listed
        assert command.help in listed
        assert prompteur.run(*f"{command.prefix}{command.verb}".split(), "--help") == 0
        assert f"For example: {example(command, shell)}\n" in capsys.readouterr().out


def test_help_is_in_the_notation_of_the_shell(prompteur: Prompteur, capsys: Capture) -> None:
    """What help shows can be typed in a shell as it stands."""
    assert prompteur.run("help", "share") == 0
    shown = capsys.readouterr().out
    assert "prompteur share release-notes --to team" in shown
    assert "--to:" in shown
    assert "to=" not in shown


# --- questions ---------------------------------------------------------------------------------------------------


def test_nobody_to_ask_means_assumptions(prompteur: Prompteur, capsys: Capture) -> None:
    """Through pipes a vague goal is drafted on assumptions that are said."""
    prompteur.engineer.questions = QUESTIONS
    assert prompteur.run("draft", "a prompt") == 0
    out, err = capsys.readouterr()
    assert out == prompteur.engineer.text + "\n"
    assert "Who reads it?" in err
    assert "For a manager" in err


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Iterator[deque[str | BaseException]]:
    """Give a person at the terminal, who types what a test puts here."""
    typed: deque[str | BaseException] = deque()

    def read(prompt: str = "") -> str:  # noqa: ARG001 - as the built-in one
        given = typed.popleft()
        if isinstance(given, BaseException):
            raise given
        return given

    monkeypatch.setattr(ask, "input", read, raising=False)
    monkeypatch.setattr("adapters.shell.answer.at_terminal", lambda: True)
    yield typed
    assert not typed


def test_a_person_is_asked(prompteur: Prompteur, person: deque[str | BaseException]) -> None:
    """At a terminal the number of a button is asked for, then the questions, and the answers reach the draft."""
    prompteur.engineer.questions = QUESTIONS
    person.extend(["9", "2", "2"])
    assert prompteur.run("draft", "a prompt") == 0
    assert prompteur.engineer.briefs[0].answers[0].text == "Engineers"


def test_a_person_can_leave(prompteur: Prompteur, person: deque[str | BaseException], capsys: Capture) -> None:
    """Enter leaves a choice, Ctrl-C leaves questions; nothing is changed and the code says so."""
    prompteur.engineer.questions = QUESTIONS
    person.append("")
    assert prompteur.run("draft", "a prompt") == 1
    person.append(KeyboardInterrupt())
    assert prompteur.run("save") == 128 + signal.SIGINT
    assert "Nothing was changed" in capsys.readouterr().err
    assert prompteur.engineer.briefs == []


def test_a_person_is_asked_for_what_is_missing(
    prompteur: Prompteur, person: deque[str | BaseException], capsys: Capture
) -> None:
    """A missing argument is a question at a terminal, asked again until it has an answer."""
    prompteur.run("critique", "Sort the tickets.")
    person.extend(["", "tickets"])
    assert prompteur.run("save") == 0
    assert "needed" in capsys.readouterr().err


def test_a_button_is_pressed_by_the_next_command(prompteur: Prompteur, capsys: Capture) -> None:
    """The numbers of the last answer are valid in the next sub-command, and so is a token of any answer."""
    prompteur.run("draft", "a prompt for tickets")
    assert "prompteur press NUMBER" in capsys.readouterr().err
    assert prompteur.run("press", "2") == 0
    assert prompteur.engineer.asked[-1].startswith("critique")
    assert prompteur.run("press", "1who.knows:what") == 1


# --- the operator ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("db", "migrate"), 0, "version 2, before 1"),
        (("db", "check"), 0, "sound"),
        (("db", "backup", "b.db"), 0, "Written: b.db, 1.2 MB"),
        (("db", "restore", "b.db"), 0, "/data/old.db"),
        (("model", "list"), 0, "small (not here): 2.0 MB to fetch, 3.0 GB of memory, Apache-2.0"),
        (("model", "pull", "here"), 0, "here already"),
        (("model", "remove", "here"), 0, "900 bytes are free"),
    ],
)
def test_the_operator_is_told(
    arguments: tuple[str, ...], code: int, says: str, prompteur: Prompteur, capsys: Capture
) -> None:
    """What the operator asks for is done and said in a line."""
    assert prompteur.run(*arguments) == code
    assert says in capsys.readouterr().out


def test_damage_is_told_with_what_to_do(tmp_path: Path, capsys: Capture) -> None:
    """A damaged database is named, not touched, and the way out is said."""
    assert Prompteur(tmp_path, keeper=Keeper(("page 4 is damaged",))).run("db", "check") == 1
    out = capsys.readouterr().out
    assert "page 4 is damaged" in out
    assert "prompteur db restore FILE" in out


@pytest.mark.parametrize(("name", "code"), [("missing", 3)])
def test_a_restore_that_fails_is_told(name: str, code: int, prompteur: Prompteur, capsys: Capture) -> None:
    """A backup that is not there ends with a sentence."""
    assert prompteur.run("db", "restore", name) == code
    assert "no file missing" in capsys.readouterr().err


def test_a_model_is_fetched_after_its_size_and_licence_were_said(prompteur: Prompteur, capsys: Capture) -> None:
    """Without a name the recommended one is fetched; --yes is for scripts."""
    assert prompteur.run("model", "pull", "--yes") == 0
    out = capsys.readouterr().out
    assert out.index("2.0 MB to fetch, 3.0 GB of memory, Apache-2.0") < out.index("here and whole")
    assert prompteur.models.pulled == ["small"]


def test_a_model_is_not_fetched_unasked(prompteur: Prompteur, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Where nobody can say yes, nothing is fetched, and the option that says it is named."""
    give(monkeypatch, b"")
    assert prompteur.run("model", "pull", "small") == 2
    assert "--yes" in capsys.readouterr().err
    assert prompteur.run("model", "pull", "unknown") == 1
    assert prompteur.models.pulled == []


def test_doctor_says_in_words_how_it_is(tmp_path: Path, capsys: Capture) -> None:
    """Each line begins with ok, not ok or note; what to do stands below; something wrong is a 1."""
    fine = Diagnosis("Data folder", ok=True, says="/data")
    note = Diagnosis("Model", ok=None, says="none", next="set a key")
    wrong = Diagnosis("Database", ok=False, says="damaged\x1b[2J", next="restore")
    assert Prompteur(tmp_path, diagnoses=(fine, note)).run("doctor") == 0
    assert Prompteur(tmp_path, diagnoses=(fine, wrong)).run("doctor") == 1
    out = capsys.readouterr().out
    assert "ok      Data folder: /data\nnote    Model: none\n        next: set a key\n" in out
    assert "not ok  Database: damaged\\x1b[2J" in out
    assert diagnosed(fine, Words()) == "ok      Data folder: /data"


# --- prompts in and out --------------------------------------------------------------------------------------------


def written(folder: Path, **texts: str) -> Path:
    """Put Markdown files into a folder."""
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\nname: {name}\n---\n{text}\n")
    return folder


def test_files_and_folders_are_imported(prompteur: Prompteur, tmp_path: Path, capsys: Capture) -> None:
    """`prompteur import FOLDER FILE` brings in what is below the folder, but what is hidden, and in the file."""
    folder = written(tmp_path / "prompts", tickets="Sort.", deep__mails="Answer.", **{".git__x": "Never."})
    table = tmp_path / "more.csv"
    table.write_text("act,prompt\nPoem,Write a poem.\n")
    assert prompteur.run("import", str(folder), str(table)) == 0
    assert "3 prompts came into your library." in capsys.readouterr().out
    for name, text in (("tickets", "Sort."), ("deep__mails", "Answer."), ("Poem", "Write a poem.")):
        assert prompteur.run("show", name) == 0
        assert capsys.readouterr().out == f"{text}\n"


def test_a_pipe_is_imported(prompteur: Prompteur, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """`-` imports standard input, known by what is in it."""
    give(monkeypatch, b"act,prompt\nPoem,Write a poem.\n")
    assert prompteur.run("import", "-") == 0
    assert "1 prompt came into your library." in capsys.readouterr().out


def test_a_path_where_nothing_is_ends_with_a_sentence(prompteur: Prompteur, tmp_path: Path, capsys: Capture) -> None:
    """A name of no file is said, and nothing is opened."""
    assert prompteur.run("import", "nothing.csv") == 2
    assert "no file or folder nothing.csv" in capsys.readouterr().err
    assert prompteur.run("import") == 1
    assert "prompteur import FILE" in capsys.readouterr().out
    assert (tmp_path / "prompteur.db").exists()


def test_links_are_never_followed_and_broken_files_stop_no_other(
    prompteur: Prompteur, tmp_path: Path, capsys: Capture
) -> None:
    """A link in a folder, to a key or to another folder, is named and not read; the rest comes in."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.md").write_text("canary")
    folder = written(tmp_path / "prompts", tickets="Sort.")
    (folder / "link.md").symlink_to(secret / "key.md")
    (folder / "more").symlink_to(secret)
    (folder / "broken.txt").write_bytes(b"\xff")
    os.mkfifo(folder / "pipe.md")
    assert prompteur.run("import", str(folder)) == 0
    out = capsys.readouterr().out
    assert "1 prompt came into your library." in out
    for name in ("link.md", "more", "broken.txt", "pipe.md"):
        assert f"not taken: {name}" in out
    assert prompteur.run("find", "canary") == 0
    assert "canary" not in capsys.readouterr().out.replace("Found for: canary", "")


def test_too_much_at_once_is_refused(
    prompteur: Prompteur, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """A folder that is larger than a call takes says so, with what to do, and nothing comes in."""
    monkeypatch.setattr("adapters.shell.folders.PARCELS", Limit(60, "bytes", "the test"))
    folder = written(tmp_path / "prompts", one="Sort.", two="Answer.", three="Write.")
    (folder / "a.txt").write_text("x" * 81)
    assert prompteur.run("import", str(folder)) == 1
    assert "Pack it as a ZIP" in capsys.readouterr().err


def test_nothing_is_overwritten_through_a_pipe(prompteur: Prompteur, tmp_path: Path, capsys: Capture) -> None:
    """Where nobody can be asked, a change is shown and not made; its button does it by number."""
    written(tmp_path / "p", tickets="Sort.")
    prompteur.run("import", str(tmp_path / "p"))
    written(tmp_path / "p", tickets="Sort them.")
    capsys.readouterr()
    assert prompteur.run("import", str(tmp_path / "p")) == 1
    assert "version 1 becomes version 2" in capsys.readouterr().out
    assert prompteur.run("press", "1") == 0
    capsys.readouterr()
    prompteur.run("show", "tickets")
    assert capsys.readouterr().out == "Sort them.\n"


def test_an_export_goes_to_a_pipe_byte_for_byte(
    prompteur: Prompteur, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """`prompteur export > prompts.json` writes the file and nothing else; what is said of it is on standard error."""
    prompteur.run("save", "tickets", "Sort\u2026 {{tickets}}.")
    capfdbinary.readouterr()
    assert prompteur.run("export", "--format", "markdown") == 0
    out, err = capfdbinary.readouterr()
    assert out == "---\nname: tickets\n---\nSort… {{tickets}}.\n".encode()
    assert b"1 prompt as markdown." in err
    give(monkeypatch, out)
    assert prompteur.run("import", "-") == 0
    assert b"Everything is there already" in capfdbinary.readouterr().out


def test_an_export_goes_into_a_folder_for_git(prompteur: Prompteur, tmp_path: Path, capsys: Capture) -> None:
    """With --out a folder has a file for each prompt; another export touches what changed, and names leftovers."""
    prompteur.run("save", "tickets", "Sort.")
    prompteur.run("save", "mails/answer", "Answer.")
    folder = tmp_path / "git"
    capsys.readouterr()
    export = ("export", "--format", "markdown", "--out", f"{folder}/")
    assert prompteur.run(*export) == 0
    assert "2 files are in" in capsys.readouterr().out
    assert (folder / "mails" / "answer.md").read_text() == "---\nname: mails/answer\n---\nAnswer.\n"
    before = (folder / "tickets.md").stat().st_mtime_ns
    (folder / "old.md").write_text("left over")
    prompteur.run("save", "mails/answer", "Answer kindly.")
    capsys.readouterr()
    assert prompteur.run(*export) == 0
    out = capsys.readouterr().out
    assert "1 of them changed" in out
    assert "1 other file is there, of nothing that was exported: old.md." in out
    assert (folder / "tickets.md").stat().st_mtime_ns == before
    assert "Answer kindly." in (folder / "mails" / "answer.md").read_text()


def test_an_export_goes_to_a_file_and_never_through_a_link(
    prompteur: Prompteur, tmp_path: Path, capsys: Capture
) -> None:
    """With --out a path gets the file; a path that cannot be written is said; a link in a folder is not followed."""
    prompteur.run("save", "tickets", "Sort.")
    path = tmp_path / "all.json"
    assert prompteur.run("export", "--out", str(path)) == 0
    assert json.loads(path.read_text())["prompts"][0]["name"] == "tickets"
    assert prompteur.run("export", "--out", str(tmp_path / "no" / "where.json")) == 2
    assert "cannot be written" in capsys.readouterr().err
    folder, other = tmp_path / "git", tmp_path / "other.md"
    folder.mkdir()
    other.write_text("untouched")
    (folder / "tickets.md").symlink_to(other)
    assert prompteur.run("export", "tickets", "--format", "markdown", "--out", str(folder)) == 1
    assert "It was not followed" in capsys.readouterr().err
    assert other.read_text() == "untouched"
    assert prompteur.run("export", "--json", "--out", str(path)) == 0
    assert '"type": "attachment"' not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("topic=rain", "topic=snow"), "topic is given twice."),
        (("topic=@nowhere.txt",), "There is no file nowhere.txt."),
    ],
)
def test_a_value_is_never_dropped(values: tuple[str, ...], said: str, prompteur: Prompteur, capsys: Capture) -> None:
    """A name that is given twice, or a file that is not there, is told; nothing is filled in with something else."""
    prompteur.run("save", "poem", "Write on {{topic}}.")
    assert prompteur.run("use", "poem", *values) == 2
    assert said in capsys.readouterr().err


def test_a_value_may_be_a_file(
    prompteur: Prompteur, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of a file that is there stands for what is in it, with and without an @, as elsewhere in the shell; a
    plain word never does, and a file's name without a file is told to be taken as it stands.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.txt").write_text("it rained")
    (tmp_path / "rain").write_text("not meant")
    prompteur.run("save", "report", "---\nvariables:\n  log: {type: file}\n---\nSum up: {{log}}")
    capsys.readouterr()
    for value, filled in (
        ("log.txt", "it rained"),
        ("@log.txt", "it rained"),
        ("rain", "rain"),
        ("@rain", "not meant"),
    ):
        assert prompteur.run("use", "report", f"log={value}") == 0
        assert f"Sum up: {filled}" in capsys.readouterr().out
    assert prompteur.run("use", "report", "log=gone.txt") == 0
    told = capsys.readouterr()
    assert "Sum up: gone.txt" in told.out
    assert "log is the text “gone.txt” itself; no file was read." in " ".join((told.out + told.err).split())


def test_an_option_of_a_chat_is_no_text(prompteur: Prompteur, capsys: Capture) -> None:
    """Whoever types an option as in a chat is told how the shell takes it, and the text stays as it was."""
    prompteur.run("save", "poem", "Write a poem.")
    assert prompteur.run("edit", "@poem", "rename=ode") == 2
    assert '--rename "ode"' in capsys.readouterr().err


def test_what_is_needed_is_named_and_no_more(prompteur: Prompteur, capsys: Capture) -> None:
    """What has a default, or may be left out, is not said to be needed."""
    head = "---\nvariables:\n  tone: {default: warm}\n  log: {required: no}\n---\n"
    prompteur.run("save", "poem", f"{head}Write on {{{{topic}}}}, {{{{tone}}}}. {{{{log}}}}")
    prompteur.run("use", "poem")
    assert "This needs: topic." in "".join(capsys.readouterr())
