"""How often each rule speaks on real prompts: the checks, and the habits of the guided critique.

    python benchmarks/checks_on_corpus.py PROMPTS.jsonl [--show RULE]

Each line of the file is a JSON object with a field `prompt`; a `.csv` file with a column `prompt` is read as well.
`--show RULE` prints every place where a rule speaks, with what stands around it, for a person to judge: only a person
can tell a false alarm.
"""

import argparse
import csv
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bot.domain import Finding, Severity
from bot.engineer.checks.run import check, checks, habit_rules, habits
from bot.words import Words

AROUND = 60
"""Characters before and after a finding that are shown."""


def prompts(path: Path) -> list[str]:
    """Read the prompts of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        if path.suffix == ".csv":
            csv.field_size_limit(sys.maxsize)  # some prompts are longer than the module's default allows
            return [row["prompt"] for row in csv.DictReader(file)]
        return [json.loads(line)["prompt"] for line in file if line.strip()]


def main() -> None:
    """Measure, and print a table or the places of one rule."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", default="", metavar="RULE")
    options = parser.parse_args()
    texts = prompts(options.file)
    if options.show:
        show(texts, options.show)
        return
    table(texts, "check", [rule.name for rule in checks()], check)
    table(texts, "habit", [rule.name for rule in habit_rules()], habits)


def table(texts: list[str], kind: str, rules: list[str], look: Callable[[str, Words], tuple[Finding, ...]]) -> None:
    """Print how many prompts each rule speaks on, how many any of them does, and how long it takes."""
    words = Words()
    spoken: Counter[str] = Counter()
    worst: Counter[Severity] = Counter()
    seconds = []
    for text in texts:
        started = time.perf_counter()
        found = look(text, words)
        seconds.append(time.perf_counter() - started)
        spoken.update({finding.rule for finding in found})
        worst.update([found[0].severity] if found else [])
    print(f"| {kind} | prompts with it, of {len(texts)} | share |\n| --- | --- | --- |")
    for rule in rules:
        print(f"| {rule} | {spoken[rule]} | {spoken[rule] / len(texts):.1%} |")
    print(f"| any | {worst.total()} | {worst.total() / len(texts):.1%} |")
    print(f"\nprompts with a blocker: {worst[Severity.BLOCKER]} ({worst[Severity.BLOCKER] / len(texts):.1%})")
    print(f"milliseconds a prompt: {statistics.median(seconds) * 1e3:.1f} median, {max(seconds) * 1e3:.0f} longest\n")


def show(texts: list[str], rule: str) -> None:
    """Print each place where `rule` speaks."""
    words = Words()
    for number, text in enumerate(texts, 1):
        for finding in (*check(text, words), *habits(text, words)):
            if finding.rule == rule:
                before = text[max(0, finding.start - AROUND) : finding.start]
                after = text[finding.end : finding.end + AROUND]
                print(f"{number}: {before!r} >>> {finding.quote!r} <<< {after!r}")


if __name__ == "__main__":
    main()
