"""What the documentation shows is made from the program, and is what the program is now."""

import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values

from adapters.base import Ability, Capabilities, Level, Limit
from bot.commands import load
from bot.dialogue.command import Argument, Command, Kind
from bot.settings import Settings, variable
from tools import docs, tables
from tools.sessions import as_block, as_picture
from tools.terminal import Terminal

ROOT = Path(__file__).parents[2]
ECHO = "import sys\nwhile True:\n line = input('> ')\n print('\\x1b[1;31mheard\\x1b[0m', line, flush=True)\n"


@pytest.mark.parametrize("file", [path.relative_to(ROOT) for path in docs.tables()], ids=str)
def test_the_tables_are_current(file: Path) -> None:
    """A reader sees the settings, commands and capabilities of this version: else run `make docs`."""
    assert (ROOT / file).read_bytes() == docs.tables()[ROOT / file]


def test_every_setting_and_every_command_is_in_the_readme() -> None:
    """Nothing that can be set or typed is left out."""
    readme = (ROOT / "README.md").read_text()
    assert all(f"| `{variable(name)}` |" in readme for name in Settings.model_fields)
    assert all(f"| `{tables.usage(command)}` |" in readme for command in load())


def test_the_example_file_changes_nothing_as_it_is_and_its_values_are_the_defaults(tmp_path: Path) -> None:
    """Copied unchanged it sets nothing; with every mark taken off it sets what holds anyway."""
    example = (ROOT / ".env.example").read_text()
    (tmp_path / "as_is").write_text(example)
    assert dotenv_values(tmp_path / "as_is") == {}
    (tmp_path / "all").write_text(
        "\n".join(line.removeprefix("#") for line in example.splitlines() if "# " not in line)
    )
    given = {name: value for name, value in dotenv_values(tmp_path / "all").items() if value}
    fields = {variable(name): str(field.default) for name, field in Settings.model_fields.items()}
    assert given
    assert given == {name: value for name, value in fields.items() if name in given}


def test_how_a_command_is_typed_shows_what_may_be_left_out() -> None:
    """Brackets mean optional, `...=` an option, `@` the name of a saved prompt."""

    def made(name: str, *, required: bool = False, option: bool = False, sigil: bool = False) -> Argument:
        return Argument(name=name, kind=Kind.WORDS, about="x", required=required, option=option, sigil=sigil)

    command = Command(
        verb="link",
        family="admin",
        help="x",
        example="x",
        run=load().find("help").run,  # type: ignore[union-attr]  # help is always there
        arguments=(made("name", sigil=True), made("text", required=True), made("to", option=True)),
    )
    assert tables.usage(command) == "/admin link [@NAME] TEXT [to=...]"


def test_a_capability_is_told_with_its_note_and_its_number() -> None:
    """A column says how well something works, in which form, and up to which number."""
    yes = Ability(Level.FULL)
    surface = Capabilities(
        surface="board",
        streaming=yes,
        editing=yes,
        buttons=Ability(Level.PARTIAL, "in rows", Limit(1000, "buttons", "a document")),
        thumbs=yes,
        forms=yes,
        fields=frozenset(),
        files=Ability(Level.NONE),
        colour=yes,
        text=Limit(2000, "characters", "a document"),
    )
    shown = tables.capability_table([surface]).splitlines()
    assert shown[0] == "|  | board |"
    assert "| buttons | in its way: in rows (at most 1,000 buttons) |" in shown
    assert "| length of a text | at most 2,000 characters |" in shown


def test_a_cell_cannot_break_its_table() -> None:
    """A bar in a text stays text."""
    assert tables.table(("a",), [("one|two",)]).splitlines()[-1] == r"| one\|two |"


def test_a_session_is_what_a_person_would_see_in_colour(tmp_path: Path) -> None:
    """What was typed and answered stands there in order, and the picture loads nothing from elsewhere."""
    with Terminal([sys.executable, "-c", ECHO], {"TERM": "xterm-256color"}, folder=str(tmp_path), columns=118) as echo:
        echo.say("a ```fence``` & <tags>")
        echo.say("")
    assert as_block(echo) == "````text\n> a ```fence``` & <tags>\nheard a ```fence``` & <tags>\n>\nheard\n````"
    picture = as_picture(echo)
    assert "&lt;tags&gt;" in picture
    assert "url(http" not in picture
    assert as_picture(echo) == picture


def test_a_program_that_never_answers_is_shown_and_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a session hangs, whoever makes the documentation sees how far it came."""
    monkeypatch.setattr("tools.terminal.DEADLINE", 1.0)
    stuck = Terminal(
        [sys.executable, "-c", "print('so far', flush=True); input()"], {}, folder=str(tmp_path), columns=80
    )
    with pytest.raises(TimeoutError, match="so far"):
        stuck.wait()
    stuck.close()


def test_a_program_that_ends_too_early_is_shown(tmp_path: Path) -> None:
    """When a session breaks off, whoever makes the documentation sees why."""
    with (
        pytest.raises(EOFError, match="wrong setting"),
        Terminal([sys.executable, "-c", "print('wrong setting')"], {}, folder=str(tmp_path), columns=80),
    ):
        pass
