"""How long a command takes to start, beside `python -c pass` in the same run.

    python benchmarks/bench_start.py [ROUNDS]

The commands take turns, so that a busy moment of the computer hits all of them. Times are medians in milliseconds.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
PROMPT = "Summarise <tickets>{{tickets}}</tickets> in three sentences for the weekly report.\n"
FLOOR = "python -c pass"


def commands(folder: Path) -> dict[str, list[str]]:
    """Give what is measured, by the name that is printed."""
    prompt = folder / "prompt.txt"
    prompt.write_text(PROMPT)
    prompteur = str(Path(sys.executable).with_name("prompteur"))
    return {
        FLOOR: [sys.executable, "-c", "pass"],
        "prompteur --version": [prompteur, "--version"],
        "prompteur critique --quick": [prompteur, "critique", "--quick", str(prompt)],
        "prompteur chat, to the end of no input": [prompteur, "chat"],
    }


def took(command: list[str], folder: Path) -> float:
    """Give the seconds from start to end, on a data folder of its own and without a model."""
    environment = {"PROMPTEUR_DATA_DIR": str(folder), "PROMPTEUR_MODEL": "guided", "PATH": "/usr/bin:/bin"}
    start = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603 - our own program, with arguments from above
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chosen = commands(folder)
        for command in chosen.values():
            took(command, folder)  # the first run compiles and makes the database
        times: dict[str, list[float]] = {each: [] for each in chosen}
        for _ in range(rounds):
            for each, command in chosen.items():
                times[each].append(took(command, folder))
    floor = statistics.median(times[FLOOR])
    print(f"{'command':42} {'ms':>7} {'of the floor':>13}")
    for each, measured in times.items():
        middle = statistics.median(measured)
        print(f"{each:42} {middle * 1000:7.0f} {middle / floor:12.1f}x")


if __name__ == "__main__":
    main()
