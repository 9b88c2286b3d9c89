"""Look at the pictures of the documentation as a browser shows them: `make pictures` writes them as PNG.

Each is put into a page of HTML and drawn by Chromium without a window, at twice its size. Nothing is fetched.
"""

import re
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path

from tools.generated import ROOT

FOLDER = ROOT / "dist" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-device-scale-factor=2",
)
SECONDS = 60.0
"""What a browser may take for one picture."""
SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def browser() -> str:
    """Give the program. `SystemExit` where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit(
            f"No browser was found; wanted is one of {', '.join(BROWSERS)}. (Debian: apt install chromium)"
        )
    return found


def page(svg: str, title: str) -> str:
    """Give a page with nothing but the picture."""
    style = "body { margin: 0 } svg { display: block }"
    head = f"<meta charset='utf-8'><title>{escape(title)}</title><style>{style}</style>"
    return f"<!doctype html>\n<html><head>{head}</head><body>\n{svg}</body></html>\n"


def photograph(program: str, source: Path, target: Path) -> None:
    """Write the picture in `source` as PNG. `SystemExit` where the browser did not."""
    svg = source.read_text(encoding="utf-8")
    size = SIZE.search(svg)
    if size is None:
        raise SystemExit(f"{source} does not say its size.")
    width, height = (round(float(number)) for number in size.groups())
    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder) / "page.html"
        html.write_text(page(svg, source.stem), encoding="utf-8")
        told = [f"--user-data-dir={folder}/profile", f"--window-size={width},{height}", f"--screenshot={target}"]
        done = subprocess.run(  # noqa: S603 - the browser that was found
            [program, *QUIET, *told, html.as_uri()], capture_output=True, text=True, timeout=SECONDS, check=False
        )
    if done.returncode or not target.exists():
        raise SystemExit(f"{program} drew no picture of {source}:\n{done.stderr}")


def main() -> None:
    """Draw all of them."""
    program = browser()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for source in sorted((ROOT / "docs").glob("*.svg")):
        target = FOLDER / f"{source.stem}.png"
        target.unlink(missing_ok=True)
        photograph(program, source, target)
        print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
