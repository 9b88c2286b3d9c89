"""What the README tells a newcomer to type works."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def _shell_blocks(heading: str) -> str:
    part = README.split(f"## {heading}\n", 1)[1]
    return "".join(re.findall(r"^```\n(.*?)^```", part.split("\n## ", 1)[0], re.DOTALL | re.MULTILINE))


def test_the_shell_commands_shown_run_one_after_the_other(tmp_path: Path) -> None:
    """Copied into a shell on a computer with nothing configured, each of them does what it says."""
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(tmp_path), "PROMPTEUR_DATA_DIR": str(tmp_path / "data")}
    commands = "set -e\n" + _shell_blocks("In the shell, before a commit, in CI")
    done = subprocess.run(
        ["sh", "-c", commands], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert "{{support_tickets}}" in (tmp_path / "tickets.prompt.md").read_text()
    assert '"type": "done"' in done.stdout
    assert "Everything is there already" in done.stdout
    assert [path.name for path in (tmp_path / "prompts").iterdir()] == ["tickets.md"]
    assert "Traceback" not in done.stderr


def test_the_sessions_shown_are_from_real_runs_of_both_kinds() -> None:
    """A reader sees the program work without a model and with one, to the end."""
    guided, led = re.findall(r"made by `make docs` from a real run -->\n````text\n(.*?)\n````", README, re.DOTALL)
    assert "nothing leaves this" in guided
    assert "nothing leaves this" not in led
    assert all("Saved as tickets, version 1." in session for session in (guided, led))


def test_the_readme_promises_no_platform_that_is_not_there() -> None:
    """Whoever comes for a chat platform learns in one line that it is not in this version."""
    for platform in ("Slack", "Discord"):
        lines = [line for line in README.splitlines() if platform in line]
        assert (ROOT / "adapters" / platform.lower()).exists() or (len(lines) == 1 and "coming" in lines[0])
