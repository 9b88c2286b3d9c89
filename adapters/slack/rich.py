"""Rich text and other blocks as plain text with Markdown."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Piece = Mapping[str, Any]
Names = Mapping[str, str]
"""What is shown for ids of people and groups, behind a sign, unless it begins with `EXACT`."""
EXACT = "\0"
_MARKS = (("code", "`"), ("strike", "~~"), ("italic", "_"), ("bold", "**"))
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
_BARE = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")
_TICKS = re.compile("`{3,}")


def plain(text: str) -> str:
    """Give a text out of an input or a preformatted block. Slack escapes three signs of these in some payloads and not
    in others, and does not say which: a text in which one of them stands bare cannot have been escaped, any other is
    taken for escaped.
    """
    if _BARE.search(text):
        return text
    return signs(text)


def signs(text: str) -> str:
    """Give an escaped text with the three signs that Slack escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def bare(url: str) -> str:
    """Give an address as people type it: Slack puts what is missing in front."""
    return url.partition(":")[2].strip("/")


def preformatted(element: Piece) -> str:
    """Give a preformatted text exactly."""
    return plain("".join(str(run.get("text") or run.get("url") or "") for run in element.get("elements", ())))


def blocks_of(blocks: Iterable[Piece], names: Names) -> str:
    """Give what blocks say, each on lines of its own; those without words say nothing."""
    return _stacked(_block(block, names) for block in blocks)


def rich_value(block: Piece) -> str:
    """Give what was put into an input for rich text. What is preformatted as a whole is taken as it is."""
    elements = [each for each in block.get("elements", ()) if each.get("elements")]
    if len(elements) == 1 and elements[0].get("type") == "rich_text_preformatted":
        return preformatted(elements[0])
    return _stacked(_element(each, {}) for each in elements)


def _block(block: Piece, names: Names) -> str:
    match block.get("type"):
        case "rich_text":
            return _stacked(_element(each, names) for each in block.get("elements", ()))
        case "section":
            return _stacked(_text(each) for each in (block.get("text"), *(block.get("fields") or ())))
        case "header":
            return _text(block.get("text"))
        case "markdown":
            return plain(str(block.get("text") or ""))
        case "context":
            return " ".join(filter(None, (_text(each) for each in block.get("elements", ()))))
        case _:
            return ""


def _text(found: Piece | None) -> str:
    """Give the text of a text object; pictures have none."""
    return plain(str(found["text"])) if found and isinstance(found.get("text"), str) else ""


def _stacked(texts: Iterable[str]) -> str:
    made = ""
    for text in texts:
        made += text if not made or made.endswith("\n") or not text else f"\n{text}"
    return made


def _element(element: Piece, names: Names) -> str:
    match element.get("type"):
        case "rich_text_preformatted":
            return _fenced(preformatted(element))
        case "rich_text_quote":
            return "".join(f"> {line}\n" for line in _runs(element, names).split("\n")).removesuffix("\n")
        case "rich_text_list":
            return _list(element, names)
        case _:
            return _runs(element, names)


def _list(element: Piece, names: Names) -> str:
    indent, start = "    " * int(element.get("indent") or 0), int(element.get("offset") or 0) + 1
    ordered = element.get("style") == "ordered"
    items = enumerate((_element(each, names) for each in element.get("elements", ())), start=start)
    return "\n".join(f"{indent}{f'{number}.' if ordered else '-'} {text}" for number, text in items)


def _fenced(text: str) -> str:
    marks = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{marks}\n{text}\n{marks}\n"


def _runs(element: Piece, names: Names) -> str:
    return "".join(_marked(_run(each, names), each.get("style") or {}) for each in element.get("elements", ()))


def _marked(text: str, style: Mapping[str, Any]) -> str:
    """Put Markdown's marks round a text, without the white space at its ends: marks beside it would be none."""
    found = _EDGES.fullmatch(text)
    if found is None or not found[2]:
        return text
    marks = [mark for name, mark in _MARKS if style.get(name)]
    return f"{found[1]}{''.join(reversed(marks))}{found[2]}{''.join(marks)}{found[3]}"


def _run(run: Piece, names: Names) -> str:
    """Give a piece of rich text as people read it."""
    show = _SHOWN.get(str(run.get("type")))
    return show(run, names) if show else plain(str(run.get("text") or run.get("fallback") or run.get("value") or ""))


def _link(run: Piece, _names: Names) -> str:
    url, label = plain(str(run.get("url") or "")), plain(str(run.get("text") or ""))
    if label in {"", url}:
        return url
    return label if bare(url) == label.rstrip("/") else f"[{label}]({url})"


def _emoji(run: Piece, _names: Names) -> str:
    """Give an emoji as the character that it is; those that a workspace made have none."""
    codes = str(run.get("unicode") or "")
    return "".join(chr(int(code, 16)) for code in codes.split("-")) if codes else f":{run.get('name')}:"


def _named(key: str, sign: str) -> Callable[[Piece, Names], str]:
    def show(run: Piece, names: Names) -> str:
        number = str(run.get(key) or "")
        known = names.get(number, number)
        return known if known.startswith(EXACT) else f"{sign}{known}"

    return show


_SHOWN: Mapping[str, Callable[[Piece, Names], str]] = {
    "link": _link,
    "emoji": _emoji,
    "user": _named("user_id", "@"),
    "usergroup": _named("usergroup_id", "@"),
    "team": _named("team_id", "@"),
    "channel": _named("channel_id", "#"),
    "broadcast": _named("range", "@"),
}
