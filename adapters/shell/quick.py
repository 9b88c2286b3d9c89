"""`prompteur critique --quick FILE...`: the checks that need no model, for a pre-commit hook and for CI.

It opens no database, asks nobody and reads no settings. One finding a line, `file:line:column severity rule: why
"quote"`, so that editors find the place. A `.jsonl` file is checked entry by entry, each a JSON object with a field
`prompt`; there `line` is the entry's line, `column` counts the prompt's characters, and a last line sums up. A secret
is never printed whole.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from bot.domain import Finding, Severity
from bot.engineer.checks.run import check
from bot.words import N_, Words

UNREADABLE = 2
FOUND = 1
STDIN = "-"
_SHOWN = 80
"""Characters of a quote that are printed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):  # noqa: N818 - it says what the file is
    """A file, or an entry of one, that cannot be checked. `why` is a sentence for the person."""

    why: str


@dataclass(frozen=True, slots=True)
class _Prompt:
    """A text to check. `entry` is its line in a `.jsonl` file, None where the file is the prompt."""

    text: str
    entry: int | None


@dataclass(slots=True)
class _Count:
    prompts: int = 0
    blocked: int = 0
    found: int = 0
    reached: bool = False
    unreadable: bool = False


def main(arguments: Sequence[str], words: Words | None = None) -> int:
    """Check what the arguments name; give the exit code: 1 when a finding reaches `--fail-on`, 2 when a file could not
    be read or the arguments are wrong.
    """
    words = words or Words()
    try:
        options = _parser(words).parse_args(arguments)
    except SystemExit as end:  # argparse has said what is wrong, or shown the help
        return end.code if isinstance(end.code, int) else UNREADABLE
    return run(
        options.files,
        fail_on=Severity(options.fail_on),
        as_json=options.json,
        stdin=sys.stdin.buffer,
        out=sys.stdout,
        err=sys.stderr,
        words=words,
    )


def run(
    paths: Sequence[str],
    *,
    fail_on: Severity,
    as_json: bool,
    stdin: BinaryIO,
    out: TextIO,
    err: TextIO,
    words: Words,
) -> int:
    """Check each path (`-`: standard input) and print what is found; give the exit code."""
    total = _Count()
    for path in paths:
        count = _Count()
        for prompt in _prompts(path, stdin, err, count, words):
            findings = check(prompt.text, words)
            _tally(count, findings, fail_on)
            for finding in findings:
                _print(out, _as_json(path, prompt, finding) if as_json else _as_line(path, prompt, finding, words))
        if path.endswith(".jsonl"):
            _print(out, _summary(path, count, words, as_json=as_json))
        total.reached |= count.reached
        total.unreadable |= count.unreadable
    return UNREADABLE if total.unreadable else FOUND if total.reached else 0


def _parser(words: Words) -> argparse.ArgumentParser:
    about = N_("Check prompts without a model and without a library, for pre-commit and CI.")
    parser = argparse.ArgumentParser(prog="prompteur critique --quick", description=words(about), allow_abbrev=False)
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help=words(N_("a prompt, - for standard input, or a .jsonl file with a field named prompt")),
    )
    parser.add_argument(
        "--fail-on",
        choices=[severity.value for severity in Severity],
        default=Severity.BLOCKER.value,
        help=words(N_("the least finding that ends with exit code 1; blocker by default")),
    )
    parser.add_argument("--json", action="store_true", help=words(N_("print one JSON object a line")))
    return parser


def _prompts(path: str, stdin: BinaryIO, err: TextIO, count: _Count, words: Words) -> Iterator[_Prompt]:
    """Give the prompts of a file, saying on `err` what of it cannot be read."""
    try:
        text = _read(path, stdin, words)
    except Unreadable as error:
        count.unreadable = True
        _print(err, f"{_plain(path)}: {error.why}")
        return
    if not path.endswith(".jsonl"):
        yield _Prompt(text, None)
        return
    for number, line in enumerate(text.split("\n"), 1):
        try:
            if line.strip():
                yield _Prompt(_entry(line, words), number)
        except Unreadable as error:
            count.unreadable = True
            _print(err, f"{_plain(path)}:{number}: {error.why}")


def _read(path: str, stdin: BinaryIO, words: Words) -> str:
    """Give the text of a file, with plain line ends."""
    try:
        raw = stdin.read() if path == STDIN else Path(path).read_bytes()
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Unreadable(words("This is no UTF-8 text, so it was not checked.")) from None
    except FileNotFoundError:
        raise Unreadable(words("There is no such file.")) from None
    except IsADirectoryError:
        raise Unreadable(words("This is a folder; name the files in it.")) from None
    except OSError as error:
        raise Unreadable(words("It could not be read: {reason}.", reason=error.strerror or error)) from None


def _entry(line: str, words: Words) -> str:
    """Give the prompt of one line of a `.jsonl` file."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise Unreadable(words("This line is no JSON, so it was not checked.")) from None
    prompt = value.get("prompt") if isinstance(value, dict) else None
    if not isinstance(prompt, str):
        raise Unreadable(words("This line has no text in a field named prompt, so it was not checked."))
    return prompt


def _tally(count: _Count, findings: Sequence[Finding], fail_on: Severity) -> None:
    count.prompts += 1
    count.blocked += any(finding.severity is Severity.BLOCKER for finding in findings)
    count.found += bool(findings)
    count.reached |= any(finding.severity.rank <= fail_on.rank for finding in findings)


def _as_line(path: str, prompt: _Prompt, finding: Finding, words: Words) -> str:
    line, column = _where(prompt, finding)
    quote = finding.quote
    if len(quote) > _SHOWN:
        more = words.count("{number} more character", "{number} more characters", len(quote) - _SHOWN)
        quote = f"{quote[:_SHOWN]}… ({more})"
    quoted = f' "{_plain(quote)}"' if quote else ""
    return f"{_plain(path)}:{line}:{column} {finding.severity} {finding.rule}: {_plain(finding.why)}{quoted}"


def _as_json(path: str, prompt: _Prompt, finding: Finding) -> str:
    line, column = _where(prompt, finding)
    return json.dumps(
        {
            "type": "finding",
            "file": path,
            "line": line,
            "column": column,
            "start": finding.start,
            "end": finding.end,
            "severity": finding.severity,
            "rule": finding.rule,
            "defect": finding.defect,
            "why": finding.why,
            "quote": finding.quote,
            "fixes": [{"label": fix.label, "replacement": fix.replacement} for fix in finding.fixes],
        }
    )


def _summary(path: str, count: _Count, words: Words, *, as_json: bool) -> str:
    if as_json:
        numbers = {"prompts": count.prompts, "with_blocker": count.blocked, "with_finding": count.found}
        return json.dumps({"type": "summary", "file": path, **numbers})
    return words(
        "{file}: {prompts} prompts, {blocked} with a blocker, {found} with any finding.",
        file=_plain(path),
        prompts=count.prompts,
        blocked=count.blocked,
        found=count.found,
    )


def _where(prompt: _Prompt, finding: Finding) -> tuple[int, int]:
    """Give line and column, from 1."""
    if prompt.entry is not None:
        return prompt.entry, finding.start + 1
    before = prompt.text[: finding.start]
    return before.count("\n") + 1, finding.start - before.rfind("\n")


def _plain(text: str) -> str:
    """Give `text` on one line, with all that is not seen, or would act on a terminal, as a visible escape."""
    if text.isascii() and text.isprintable():
        return text
    from adapters.escape import revealed  # noqa: PLC0415 - most runs print nothing, and start without it

    return revealed(text).replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _print(stream: TextIO, line: str) -> None:
    """Print a line, with what the stream's encoding lacks as escapes."""
    encoding = stream.encoding or "utf-8"
    stream.write(line.encode(encoding, errors="backslashreplace").decode(encoding) + "\n")
