"""The project as a newcomer finds it: what is promised is there."""

import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
MAKEFILE = (ROOT / "Makefile").read_text()
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "adapters/README.md")


def _fenced(document: str) -> list[str]:
    text = (ROOT / document).read_text()
    blocks = re.findall(r"^```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def test_make_help_lists_every_target() -> None:
    """Someone who types make sees all there is to type after it."""
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert set(re.findall(r"^  make ([a-z-]+)", shown, re.MULTILINE)) == set(phony.split())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_in_a_document_exists(document: str) -> None:
    """A make command that is written down anywhere works."""
    text = "\n".join([*_fenced(document), *re.findall(r"`([^`\n]+)`", (ROOT / document).read_text())])
    named = {word for words in re.findall(r"\bmake ((?:[a-z-]+ ?)+)", text) for word in words.split()}
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("document", [*DOCUMENTS, "CHANGELOG.md"])
def test_every_link_and_path_in_a_document_leads_somewhere(document: str) -> None:
    """No document names a file that is not there."""
    text = (ROOT / document).read_text()
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    paths = re.findall(r"[` ]((?:bot|adapters|data|tests|tools|benchmarks|docker)/[\w./-]*)[` ]", text)
    shown = set(re.findall(r"```python\n# (\S+)", text))
    folder = (ROOT / document).parent
    missing = [link for link in links if not (folder / link).exists()]
    missing += [path for path in paths if not (ROOT / path).exists() and path not in shown and "fr/" not in path]
    assert missing == []


def test_make_says_what_is_needed_where_no_python_fits() -> None:
    """On a computer without a fitting Python, make ends with a sentence that says what to install."""
    done = subprocess.run(
        ["make", "install", "PYTHON=", "VENV=no-such-folder"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (ROOT / "no-such-folder").exists()


def test_the_version_stands_in_one_place() -> None:
    """The program, the package and the changelog tell the same version, and only pyproject.toml says it."""
    number = PROJECT["project"]["version"]
    assert version("prompteur") == number
    assert f"## [{number}]" in (ROOT / "CHANGELOG.md").read_text()
    sources = [path for room in ("bot", "adapters", "data") for path in (ROOT / room).rglob("*.py")]
    assert [path for path in sources if re.search(rf"[\"']{re.escape(number)}[\"']", path.read_text())] == []


def test_the_wheel_holds_what_the_program_reads_and_no_tests(tmp_path: Path) -> None:
    """An installed Prompteur has its prompts, migrations and texts, and nothing of the workshop."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    rooms = {name.split("/")[0] for name in names}
    assert rooms == {"bot", "adapters", "data", f"prompteur-{PROJECT['project']['version']}.dist-info"}
    for room in ("bot", "adapters", "data"):
        here = [path for path in (ROOT / room).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert {str(path.relative_to(ROOT)) for path in here} <= set(names)
    for needed in ("bot/engineer/prompts/", "bot/engineer/targets/", "bot/locales/", "data/migrations/"):
        assert any(name.startswith(needed) and not name.endswith(".py") for name in names), needed


def test_every_supported_python_is_tried_by_the_workflow() -> None:
    """The versions that the package claims are the ones that are tested."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    tried = workflow["jobs"]["run"]["strategy"]["matrix"]["python"]
    claims = PROJECT["project"]["classifiers"]
    assert [f"Programming Language :: Python :: {each}" for each in tried] == [
        claim for claim in claims if re.search(r":: 3\.\d+$", claim)
    ]
    assert any(step.get("run") == ".ci/run" for step in workflow["jobs"]["run"]["steps"])


def test_ci_runs_what_a_developer_runs() -> None:
    """What must pass is what the makefile offers, and it stops at the first failure; a test has one more try, alone."""
    script = (ROOT / ".ci/run").read_text()
    assert "set -euo pipefail" in script
    assert re.findall(r"^step (.+)$", script, re.MULTILINE) == ["check", "test || step test-again", "test-local"]


def test_the_pre_commit_hook_is_a_command_of_ours() -> None:
    """The hook that other projects take calls the quick critique, and looks at the files that prompts are kept in."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert shlex.split(hook["entry"]) == ["prompteur", "critique", "--quick"]
    wanted = re.compile(hook["files"])
    assert [
        name for name in ("a/x.prompt", "x.prompt.md", "all.jsonl", "README.md", "x.py") if wanted.search(name)
    ] == [
        "a/x.prompt",
        "x.prompt.md",
        "all.jsonl",
    ]
