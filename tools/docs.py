"""Make the generated parts of the documentation: `make docs`; `--check` compares only."""

import sys
from importlib import import_module
from pathlib import Path

from adapters import wire_schema
from adapters.base import Capabilities
from bot.commands import load
from tools import picture_discord, picture_slack, session_discord, session_slack
from tools.generated import ROOT, replaced, settle
from tools.sessions import PICTURE, as_block, as_picture, guided, led
from tools.story import STORIES, Story
from tools.tables import capability_table, command_table, env_example, settings_table

README = ROOT / "README.md"
ADAPTERS = ROOT / "adapters" / "README.md"
PICTURES = ROOT / "docs"


def surfaces() -> list[Capabilities]:
    """Give the capabilities of every adapter: what its `limits.py` says."""
    names = sorted(path.parent.name for path in (ROOT / "adapters").glob("*/limits.py"))
    return [import_module(f"adapters.{name}.limits").CAPABILITIES for name in names]


def tables() -> dict[Path, bytes]:
    """Give every file with what is made from values in it."""
    readme = replaced(README.read_text(encoding="utf-8"), "settings", settings_table())
    readme = replaced(readme, "commands", command_table(load()))
    adapters = replaced(ADAPTERS.read_text(encoding="utf-8"), "capabilities", capability_table(surfaces()))
    return {
        README: readme.encode(),
        ADAPTERS: adapters.encode(),
        wire_schema.FILE: wire_schema.text().encode(),
        ROOT / ".env.example": env_example().encode(),
    }


def made() -> dict[Path, bytes]:
    """Give every file that this makes, with its content. The sessions are run for it."""
    files = tables()
    readme = replaced(files[README].decode(), "session-guided", as_block(guided()))
    readme = replaced(readme, "session-led", as_block(led()))
    drawn = [each for story in STORIES for each in pictures(story).items()]
    return {**files, README: readme.encode()} | {path: picture.encode() for path, picture in drawn}


def pictures(story: Story) -> dict[Path, str]:
    """Give the picture of each surface in one language."""
    told = {"about": story.about, "language": story.language}
    made = {
        "terminal": as_picture(guided(PICTURE[story.language], story.language)),
        "discord": picture_discord.picture(session_discord.conversation(story), **told),
        "slack": picture_slack.picture(session_slack.conversation(story), **told),
    }
    return {PICTURES / f"{surface}{story.suffix}.svg": drawn for surface, drawn in made.items()}


if __name__ == "__main__":
    sys.exit(settle(made(), check="--check" in sys.argv, command="make docs"))
