"""The settings: a wrong one is told in a sentence that names it, and a key stays with those it is meant for."""

from pathlib import Path

import pytest

from bot.errors import Misconfigured
from bot.settings import load
from tests.doubles.settings import nothing_set


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_set(monkeypatch, tmp_path)


def dotenv(*lines: str) -> None:
    """Put a `.env` into the current folder."""
    Path(".env").write_text("\n".join(lines))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ANTHROPIC_BASE_URL", "hidden.example.com", "an address such as https://"),
        ("ANTHROPIC_BASE_URL", "ftp://hidden.example.com", "an address such as https://"),
        ("ANTHROPIC_BASE_URL", "https://", "an address such as https://"),
        ("ANTHROPIC_BASE_URL", "http://hidden:port", "an address such as https://"),
        ("PROMPTEUR_DATABASE_URL", "sqlite:///hidden.db", "a whole path"),
        ("PROMPTEUR_DATABASE_URL", "sqlite:///", "a whole path"),
        ("PROMPTEUR_DATABASE_URL", "sqlite:///~nobody-of-this-name/hidden.db", "a whole path"),
        ("PROMPTEUR_DATABASE_URL", "postgresql:///hidden", "sqlite:///"),
        ("PROMPTEUR_LANGUAGE", "hidden", "one of: en"),
        ("PROMPTEUR_PERSON_TOKENS_A_DAY", "hidden", "integer"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start ends with a sentence that names the setting and says what it must be, and does not repeat it."""
    monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured) as wrong:
        load()
    assert f"The setting {name} is wrong: " in str(wrong.value)
    assert says in str(wrong.value)
    assert "hidden" not in str(wrong.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ANTHROPIC_BASE_URL", "http://[::1]:8099/anthropic"),
        ("PROMPTEUR_DATABASE_URL", ""),
        ("PROMPTEUR_LANGUAGE", "en-GB"),
    ],
)
def test_a_right_setting_is_taken(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is right, or empty, starts."""
    monkeypatch.setenv(name, value)
    load()


def test_a_library_lies_where_its_address_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole path is taken as it stands, `~` is the person's own folder, and without an address it is the data's."""
    monkeypatch.setenv("PROMPTEUR_DATA_DIR", str(tmp_path))
    assert load().database == tmp_path / "prompteur.db"
    monkeypatch.setenv("PROMPTEUR_DATABASE_URL", f"sqlite:///{tmp_path}/a b.db")
    assert load().database == tmp_path / "a b.db"
    monkeypatch.setenv("PROMPTEUR_DATABASE_URL", "sqlite:///~/library.db")
    assert load().database == tmp_path / "home" / "library.db"


def test_a_file_of_the_folder_gets_no_key_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copied repository whose .env names a server cannot have the person's key sent there: both are named."""
    dotenv("ANTHROPIC_BASE_URL=http://10.0.0.9", "ANTHROPIC_API_KEY=of-the-file")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "of-the-person")
    with pytest.raises(Misconfigured, match=r"ANTHROPIC_BASE_URL .*\.env.* ANTHROPIC_API_KEY") as wrong:
        load()
    assert wrong.value.advice
    assert "of-the-person" not in f"{wrong.value} {wrong.value.advice}"


@pytest.mark.parametrize(
    "address",
    ["PROMPTEUR_DISCORD_API_URL=http://10.0.0.9/api/v10", "PROMPTEUR_DISCORD_GATEWAY_URL=ws://10.0.0.9"],
)
def test_a_file_of_the_folder_gets_no_token_of_the_environment(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same holds for the token of a chat platform and each address that it is sent to."""
    dotenv(address)
    load()
    monkeypatch.setenv("DISCORD_TOKEN", "of-the-person")
    with pytest.raises(Misconfigured, match=rf"{address.partition('=')[0]} .*\.env.* DISCORD_TOKEN"):
        load()
    dotenv(address, "DISCORD_TOKEN=of-the-file")
    monkeypatch.delenv("DISCORD_TOKEN")
    assert load().discord_token


def test_a_key_and_an_address_that_belong_together_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both from the same file, an address of the environment, or an address without any key: each of them starts."""
    dotenv("ANTHROPIC_BASE_URL=http://10.0.0.9")
    assert load().anthropic_api_key is None
    dotenv("ANTHROPIC_BASE_URL=http://10.0.0.9", "ANTHROPIC_API_KEY=of-the-file")
    assert load().anthropic_base_url == "http://10.0.0.9"
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://10.0.0.7")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "of-the-person")
    assert load().anthropic_base_url == "http://10.0.0.7"
