"""Make the generated parts of the documentation: `make docs`; `--check` compares only."""

import sys
from pathlib import Path

from bot.commands import load
from tools.generated import ROOT, replaced, settle
from tools.tables import command_table, env_example, settings_table


def made() -> dict[Path, bytes]:
    """Give every file that this makes, with its content."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    readme = replaced(readme, "settings", settings_table())
    readme = replaced(readme, "commands", command_table(load()))
    return {ROOT / "README.md": readme.encode(), ROOT / ".env.example": env_example().encode()}


if __name__ == "__main__":
    sys.exit(settle(made(), check="--check" in sys.argv, command="make docs"))
