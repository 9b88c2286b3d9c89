"""Files, and parts of files, that a program writes: made anew, or compared with what stands there."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent


def settle(made: Mapping[Path, bytes], *, check: bool, command: str) -> int:
    """Write what differs; with `check` say what differs, and write nothing. Give the exit code."""
    stale = [path for path, content in made.items() if not path.exists() or path.read_bytes() != content]
    for path in stale:
        name = path.relative_to(ROOT)
        if check:
            print(f"{name} is out of date: run `{command}` and commit what it changes.", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made[path])
            print(f"{name} was made anew.")
    return 1 if check and stale else 0


def replaced(text: str, name: str, part: str) -> str:
    """Put `part` between the marks `<!-- name: made by ... -->` and `<!-- /name -->`. `ValueError` without them."""
    marked = re.compile(rf"(<!-- {re.escape(name)}: [^\n]* -->\n).*?(<!-- /{re.escape(name)} -->)", re.DOTALL)
    if len(marked.findall(text)) != 1:
        raise ValueError(f"there must be one part marked {name!r}")
    return marked.sub(lambda found: f"{found[1]}{part.strip()}\n{found[2]}", text)
