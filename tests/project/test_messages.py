"""Texts for people are collected for translation, and what cannot be translated is noticed."""

import gettext
from pathlib import Path

import pytest

from tools import generated, messages


def _texts(source: str) -> set[str]:
    return {each for message in messages.messages(source) for each in (message.one, message.many) if each}


def test_every_way_to_say_something_is_found() -> None:
    """A text reaches the translators from a call, a definition, a count, an error and its advice."""
    source = """
words("said")
call.words("by a call {name}", name=1)
self._words("kept")
N_("defined")
words.count("one thing", "{number} things", n)
raise NotFound("no such {name}", name=name, advice="type /find")
raise errors.StoreBusy("busy") from error
words("long " "text")
words("yes" if sure else "no")
"""
    assert _texts(source) == {
        "said",
        "by a call {name}",
        "kept",
        "defined",
        "one thing",
        "{number} things",
        "no such {name}",
        "type /find",
        "busy",
        "long text",
        "yes",
        "no",
    }


def test_what_is_no_text_for_people_is_left_alone() -> None:
    """Counting in a text, a name that only ends like ours, a technical error: none of them is translated."""
    assert _texts('text.count("a", 0); keywords("b"); ValueError("c"); words(command.help); log.info("d")') == set()


@pytest.mark.parametrize("text", ['f"Saved {name}."', '"Saved " + name', '"Saved %s." % name'])
def test_a_text_put_together_too_early_is_refused(text: str) -> None:
    """A sentence that is filled before it is translated stops the check, with its line."""
    with pytest.raises(messages.NotLiteralError, match="line 2"):
        list(messages.messages(f"\nwords({text})"))


def test_a_translation_is_brought_up_to_date_and_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new text appears in a translator's file, and what was translated is what a French reader gets."""
    room = tmp_path / "bot"
    (room / "locales/fr/LC_MESSAGES").mkdir(parents=True)
    (room / "one.py").write_text('words("Saved {name}.", name=1); words("new")')
    translation = room / "locales/fr/LC_MESSAGES/prompteur.po"
    translation.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
                           '\nmsgid "Saved {name}."\nmsgstr "{name} est enregistré."\n')  # fmt: skip
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUES", room / "locales")

    assert generated.settle(messages.made(), check=False, command="make messages") == 0

    assert 'msgid "new"' in translation.read_text()
    french = gettext.translation("prompteur", room / "locales", languages=["fr"])
    assert french.gettext("Saved {name}.") == "{name} est enregistré."
    assert generated.settle(messages.made(), check=True, command="make messages") == 0


def test_a_text_that_a_language_lacks_stops_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody who reads French gets an English sentence because it was forgotten, or stands as a guess."""
    folder = tmp_path / "bot/locales/fr/LC_MESSAGES"
    folder.mkdir(parents=True)
    (tmp_path / "bot/one.py").write_text('words("here"); words("forgotten"); words("guessed")')
    (folder / "prompteur.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
                                         '\nmsgid "here"\nmsgstr "ici"\n'
                                         '\n#, fuzzy\nmsgid "guessed"\nmsgstr "peut-être"\n')  # fmt: skip
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUES", tmp_path / "bot/locales")

    assert messages.main(check=False) == 0, "writing them is what a translator begins with"
    capsys.readouterr()
    assert messages.main(check=True) == 1
    assert sorted(capsys.readouterr().err.splitlines()) == [
        "fr/LC_MESSAGES/prompteur.po: marked fuzzy: 'guessed'",
        "fr/LC_MESSAGES/prompteur.po: not translated: 'forgotten'",
    ]


def test_what_is_out_of_date_is_named_with_the_command_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check changes nothing and says in a sentence what to do."""
    monkeypatch.setattr(generated, "ROOT", tmp_path)
    file = tmp_path / "made.md"
    assert generated.settle({file: b"new"}, check=True, command="make docs") == 1
    assert capsys.readouterr().err == "made.md is out of date: run `make docs` and commit what it changes.\n"
    assert not file.exists()
    assert generated.settle({file: b"new"}, check=False, command="make docs") == 0
    assert file.read_bytes() == b"new"


def test_a_part_is_replaced_between_its_marks_alone() -> None:
    """Around a generated part a document can be written by hand."""
    text = "a\n<!-- one: made by x -->\nold\n<!-- /one -->\nb\n"
    made = generated.replaced(text, "one", "new \\1\n")
    assert made == "a\n<!-- one: made by x -->\nnew \\1\n<!-- /one -->\nb\n"
    assert generated.replaced(made, "one", "new \\1\n") == made
    with pytest.raises(ValueError, match="'two'"):
        generated.replaced(text, "two", "x")
