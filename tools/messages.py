"""Collect the texts to translate, and compile the translations: `make messages`; `--check` compares only.

The texts are the literal arguments of `words("...")`, `words.count("one", "many", n)`, `N_("...")`, and of the errors
of `bot.errors` with their `advice="..."`. They come into `bot/locales/prompteur.pot`; each `prompteur.po` beside it is
brought up to date from there and compiled into the `prompteur.mo` that the program reads.
"""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot import errors
from bot.words import CATALOGUES, DOMAIN
from tools.generated import ROOT, settle

ROOMS = ("bot", "adapters", "data")
ERRORS = frozenset(
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.PrompteurError)
)
WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)
VOLATILE = ("POT-Creation-Date", "Generated-By")


class Message(NamedTuple):
    """A text to translate; `many` is its plural, or empty."""

    one: str
    many: str
    line: int


class NotLiteralError(ValueError):
    """A text that is put together before it is translated can never be found in a catalogue."""


def messages(source: str) -> Iterator[Message]:
    """Give the texts of a module. `NotLiteralError` names the line where one is put together."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _of_call(node)


def _of_call(call: ast.Call) -> Iterator[Message]:
    name = _name(call.func)
    if name == "count" and isinstance(call.func, ast.Attribute) and _translates(call.func.value):
        one, many = (_literal(argument) for argument in call.args[:2])
        if one and many:
            yield Message(one, many, call.lineno)
        return
    texts = call.args[:1] if name == "N_" or _translates(call.func) or name in ERRORS else []
    if name in ERRORS:
        texts = [*texts, *(keyword.value for keyword in call.keywords if keyword.arg == "advice")]
    for text in texts:
        for found in _literals(text):
            yield Message(found, "", call.lineno)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _translates(node: ast.expr) -> bool:
    return _name(node).strip("_") == "words"


def _literals(node: ast.expr) -> Iterator[str]:
    for each in (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,):
        if text := _literal(each):
            yield text


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        raise NotLiteralError(
            f"line {node.lineno}: a text to translate must be one literal, with its values given by name"
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def template() -> Catalog:
    """Give all texts of the program."""
    header = "# Texts of Prompteur to translate, made by `make messages`."
    found = Catalog(project="prompteur", header_comment=header, charset="utf-8", fuzzy=False)
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        try:
            for one, many, _ in sorted(messages(path.read_text(encoding="utf-8")), key=lambda message: message.line):
                found.add((one, many) if many else one, locations=[(str(path.relative_to(ROOT)), 0)])
        except NotLiteralError as error:
            raise SystemExit(f"{path.relative_to(ROOT)}, {error}") from None
    return found


def _written(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_po(stream, catalogue, include_lineno=False, sort_by_file=True)
    lines = stream.getvalue().decode().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in VOLATILE))]
    return "".join(kept).encode()


def made() -> dict[Path, bytes]:
    """Give every file that this makes, with its content."""
    texts = template()
    files = {CATALOGUES / f"{DOMAIN}.pot": _written(texts)}
    for path in sorted(CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=path.parent.parent.name, domain=DOMAIN)
        catalogue.update(texts, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.creation_date = catalogue.revision_date = WRITTEN  # the same texts give the same file at any time
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        files |= {path: _written(catalogue), path.with_suffix(".mo"): compiled.getvalue()}
    return files


def missing() -> Iterator[str]:
    """Give each text that a language lacks, as a sentence: readers get it in English."""
    for path in sorted(CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=path.parent.parent.name, domain=DOMAIN)
        for message in catalogue:
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.id and (message.fuzzy or not all(said)):
                why = "marked fuzzy" if message.fuzzy else "not translated"
                yield f"{path.relative_to(CATALOGUES)}: {why}: {message.id!r}"


def main(*, check: bool) -> int:
    """Write the catalogues, or compare; give the exit code. A check fails for a text that is not translated too."""
    code = settle(made(), check=check, command="make messages")
    lacking = list(missing())
    for sentence in lacking:
        print(sentence, file=sys.stderr)
    return code or int(check and bool(lacking))


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
