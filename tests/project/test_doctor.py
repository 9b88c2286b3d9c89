"""`prompteur doctor`: what is configured, what works, what to do next; never a secret."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import doctor
from bot.app import Program
from bot.ports import Diagnosis, Maintenance
from bot.settings import Settings
from tests.doubles.settings import nothing_set

pytestmark = pytest.mark.asyncio
KEY = "sk-of-a-person"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_set(monkeypatch, tmp_path)


async def told(folder: Path, **given: object) -> dict[str, Diagnosis]:
    """Give what doctor says with these settings, by what it is about."""
    settings = Settings.model_validate({"data_dir": folder, **given})
    return {each.about: each async for each in Program(settings).diagnose()}


async def test_the_settings_are_told_without_their_secrets(tmp_path: Path) -> None:
    """A line says whether there is a key, where the address leads, which model is chosen, and the bounds."""
    given = {
        "ANTHROPIC_API_KEY": SecretStr(KEY),
        "ANTHROPIC_BASE_URL": "http://ann:hidden@127.0.0.1:9/x",
    }
    lines = await told(tmp_path, **given, person_tokens_a_day=1234, log_level="warning")
    says = lines["Settings"].says
    for fact in ("KEY is set", "leads to 127.0.0.1:9", "model claude-sonnet-5", "1,234 a person", "from warning on"):
        assert fact in says
    assert "hidden" not in repr(lines)
    assert KEY not in repr(lines)


async def test_an_address_where_nobody_answers_is_named_as_the_setting(tmp_path: Path) -> None:
    """Whoever mistyped the address learns which setting to look at, and where it leads."""
    lines = await told(tmp_path, ANTHROPIC_BASE_URL="http://127.0.0.1:9")
    assert lines["Model"].ok is False
    assert "ANTHROPIC_BASE_URL" in lines["Model"].next
    assert "127.0.0.1:9" in lines["Model"].next


async def test_a_model_without_its_key_is_named(tmp_path: Path) -> None:
    """A model that needs a key is told as the fault it is, with the rest still looked at."""
    lines = await told(tmp_path, model="claude-sonnet-5")
    assert "KEY is not set" in lines["Settings"].says
    assert lines["Model"].ok is False
    assert "ANTHROPIC_API_KEY" in lines["Model"].says
    assert lines["Chat platforms"].ok is None


async def test_models_on_this_computer_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line names what was fetched, and what is missing to run it."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "smollm2-135m.gguf").write_bytes(b"GGUF")
    lines = await told(tmp_path, model="guided")
    assert "smollm2-135m" in lines["Models on this computer"].says
    monkeypatch.setattr(doctor, "find_spec", lambda _: None)
    lines = await told(tmp_path, model="guided")
    assert "not installed" in lines["Models on this computer"].says
    assert "prompteur[local]" in lines["Models on this computer"].next


@dataclass
class Old:
    """A database whose engine is of some age."""

    sound: bool
    inner: Maintenance = field(repr=False)

    def engine(self) -> tuple[str, bool]:
        """Name it."""
        return "SQLite 3.40.1", self.sound

    def __getattr__(self, name: str) -> object:
        """Do the rest as the real one."""
        return getattr(self.inner, name)


@pytest.mark.parametrize(("sound", "ok", "says"), [(True, True, "SQLite 3.40.1"), (False, None, "3.51.3")])
async def test_the_engine_of_the_database_is_told(
    sound: bool,  # noqa: FBT001 - from the table
    ok: bool | None,  # noqa: FBT001 - from the table
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The file and the version are named, and a version with a known fault gets a note."""
    real = Program.maintenance
    monkeypatch.setattr(Program, "maintenance", lambda program: Old(sound, real(program)))
    lines = await told(tmp_path, model="guided")
    assert str(tmp_path / "prompteur.db") in lines["Database"].says
    assert lines["Database engine"].ok is ok
    assert says in lines["Database engine"].says
