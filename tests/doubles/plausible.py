"""What the Messages API double says without a script: drafts, questions, critiques and refinements that fit the
request, made by simple rules from the words in it. The same request gets the same answer.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.doubles.script import Step, call, hang, say, say_json

_TASK = re.compile(r"^Task: (\w+)$", re.MULTILINE)
_MARK = re.compile(r"^Boundary: (\w+)$", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_VAGUE_WORDS = 6
_STOP_WORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "into", "is", "it", "its", "of", "on",
        "or", "our", "please", "prompt", "prompts", "so", "that", "the", "their", "them", "these", "this", "to",
        "want", "we", "when", "which", "with", "write", "writes", "writing", "you", "your", "i", "me", "my", "need",
        "make", "makes", "create", "help", "summarise", "summarises", "summarize", "summarizes", "weekly", "daily",
        "monthly", "report", "reports",
    }
)  # fmt: skip
_OBSOLETE = re.compile(
    r"(?i)(?:you are (?:an?|the) (?:world[- ]class|expert|senior|professional)[^.\n]*\."
    r"|(?:let's )?think step by step\.?|double[- ]check[^.\n]*\.?|take a deep breath[^.\n]*\.?)"
)
_BRIEF = re.compile(r"(?i)\b(?:keep|make) (?:it|the result|the answer) (?:short|brief)\b")
_VAGUE = {"good": "accurate", "nice": "friendly", "short": "five-sentence", "long": "two-page", "several": "three"}
_VAGUE_WORD = re.compile(rf"(?i)\b(?:{'|'.join(_VAGUE)})\b")
_FORM = re.compile(r"(?i)\b(?:words?|sentences?|lines?|list|table|json|paragraphs?|bullets?|short|brief)\b")
_SHOUTING = re.compile(r"\b(?:IMPORTANT|ALWAYS|NEVER|MUST)\b[^.\n]*")
_FILLER = re.compile(r"(?i)\b(?:please|kindly|very|really|basically|simply|in order(?= to))\s+")
_FINDINGS = 3


@dataclass(frozen=True, slots=True)
class Material:
    """The fenced blocks of a request, by name."""

    mark: str
    text: str

    def block(self, name: str) -> str:
        """Give a block's text; empty when there is none."""
        found = re.search(rf"<{name}-{self.mark}>\n(.*?)\n</{name}-{self.mark}>", self.text, re.DOTALL)
        return found.group(1) if found else ""

    def prompt(self, text: str, *notes: str) -> str:
        """Put a prompt and notes on it together."""
        return "\n".join([text, f"<notes-{self.mark}>", *notes, f"</notes-{self.mark}>"])


def plausible(body: Mapping[str, Any]) -> Step:
    """Answer a request by what it asks for."""
    text = _text(body)
    task, mark = _TASK.search(text), _MARK.search(text)
    if task and mark:
        answer = _TASKS.get(task.group(1))
        if answer is not None:
            return answer(Material(mark.group(1), text))
    shape = body.get("output_config", {}).get("format")
    if shape:
        return say_json(fill(shape["schema"], text))
    return say(f"Here is what I make of it: {' '.join(_topic(text)) or 'nothing much'}.")


def _talk(material: Material) -> Step:
    """Call for the command that plain words mean, one call for a message; say nothing once it is done."""
    if material.block("result"):
        return say()
    words = material.block("message").partition("\n")[2].strip()
    saving = re.search(r"(?i)\bsave (?:it|this|that) as ([\w-]+)", words)
    finding = re.search(r"(?i)\bwhat do we have (?:for|on|about) (\w+)", words)
    if material.block("elsewhere") and re.search(r"(?i)\bgo on\b", words):
        return call("last")
    if saving:
        return call("save", name=saving[1])
    if finding:
        return call("find", words=finding[1])
    if re.search(r"(?i)\b(?:what is|what's) wrong\b", words):
        return call("critique")
    return call("refine", instruction=words) if material.block("prompt") else call("draft", goal=words)


def begins(said: str) -> Callable[[Mapping[str, Any]], Step]:
    """Give what answers what has a form, questions before a draft say, and begins every text without ending one."""
    return lambda body: plausible(body) if body.get("output_config") else hang(said)


def _text(body: Mapping[str, Any]) -> str:
    """Give what the user said, all turns of it."""
    said = [turn["content"] for turn in body["messages"] if turn["role"] == "user"]
    blocks = [[{"type": "text", "text": content}] if isinstance(content, str) else content for content in said]
    return "\n".join(
        block["content"] if block["type"] == "tool_result" else block["text"]
        for content in blocks
        for block in content
        if block["type"] in {"text", "tool_result"}
    )


def _topic(text: str) -> list[str]:
    """Give the words of a goal that carry it."""
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    return list(dict.fromkeys(word for word in words if word not in _STOP_WORDS))[:4]


# --- draft -------------------------------------------------------------------------------------------------------


def _clarify(material: Material) -> Step:
    goal = material.block("goal")
    if len(goal.split()) >= _VAGUE_WORDS:
        return say_json({"enough": True, "questions": []})
    questions = [
        {
            "text": "Who reads the result?",
            "options": ["The team", "Customers", "Management"],
            "assumption": "The team reads the result.",
        },
        {
            "text": "How long should the result be?",
            "options": ["One sentence", "One paragraph", "One page"],
            "assumption": "The result is one paragraph.",
        },
    ]
    return say_json({"enough": False, "questions": questions})


def _draft(material: Material) -> Step:
    goal = " ".join(material.block("goal").split()).rstrip(".")
    topic = _topic(goal) or ["text"]
    name = "_".join(topic[:2])
    settled = [line.strip("- ") for line in material.block("assumptions").splitlines()]
    settled += [line.strip() for line in material.block("answers").splitlines() if line.startswith("  ")]
    rules = "\n".join(f"- {line}" for line in [*settled, "Keep the result brief."])
    text = (
        f"<{name}>\n{{{{{name}}}}}\n</{name}>\n\nThe goal: {goal}.\n\nWork from the {' '.join(topic)} in <{name}> for"
        f" {{{{audience}}}}.\n\n{rules}"
        "\n- Begin with the most important point, then give a list of what follows from it."
        f"\n\nIf <{name}> is empty, answer only: Nothing to work from."
    )
    return say(
        material.prompt(
            text,
            f"variable: {name} | the {' '.join(topic)} to work from",
            "variable: audience | who reads the result",
            "assumed: Readers know the subject.",
        )
    )


def _reverse(material: Material) -> Step:
    example = material.block("example")
    count = len(example.split())
    text = (
        "<notes>\n{{notes}}\n</notes>\n\nWrite a text about {{topic}} from <notes>, like this: one paragraph of about"
        f" {max(count, 20)} words, plain and to the point."
    )
    return say(
        material.prompt(text, "variable: notes | the facts", "variable: topic | what it is about", "assumed: One text.")
    )


# --- critique ----------------------------------------------------------------------------------------------------


def _critique(material: Material) -> Step:
    prompt = material.block("prompt")
    findings = _findings(prompt)[:_FINDINGS]
    verdict = {
        "fitness": "usable" if findings else "ready",
        "best_change": findings[0]["why"] if findings else "",
        "checked": [] if findings else ["Contradictions", "What goes in", "The form of the result"],
    }
    return say_json({"items": [*({"finding": finding} for finding in findings), {"verdict": verdict}]})


def _findings(prompt: str) -> list[dict[str, Any]]:
    vague = "“{}” can mean many things, so results differ."
    brief = [
        _finding(match, "ambiguity", vague.format(match[0]), "major", "Write at most 150 words")
        for match in _BRIEF.finditer(prompt)
    ]
    words = [
        _finding(match, "ambiguity", vague.format(match[0]), "major", _VAGUE[match[0].lower()])
        for match in _VAGUE_WORD.finditer(prompt)
        if not brief
    ]
    shouting = [
        _finding(match, "obsolete", "Shouting makes the model apply the rule too widely.", "minor", match[0].lower())
        for match in _SHOUTING.finditer(prompt)
    ]
    obsolete = [
        _finding(match, "obsolete", "It costs tokens and current models do nothing better with it.", "minor", "")
        for match in _OBSOLETE.finditer(prompt)
    ]
    missing = [] if _FORM.search(prompt) else [_missing()]
    return [*brief, *words, *missing, *shouting, *obsolete]


def _finding(match: re.Match[str], defect: str, why: str, severity: str, replacement: str) -> dict[str, Any]:
    quote = match[0]
    before = match.string[: match.start()].count(quote)
    return {
        "quote": quote,
        "defect": defect,
        "why": why,
        "severity": severity,
        "occurrence": before + 1,
        "fixes": [{"label": "", "quote": "", "replacement": replacement}],
    }


def _missing() -> dict[str, Any]:
    why = "Nothing says how long the result is, so the model guesses."
    fix = {"label": "", "quote": "", "replacement": "\n\nAnswer in at most five sentences."}
    return {
        "quote": "",
        "defect": "missing",
        "why": why,
        "severity": "major",
        "occurrence": 1,
        "fixes": [fix],
    }


# --- refine and explain ------------------------------------------------------------------------------------------


def _refine(material: Material) -> Step:
    """Shorten: leave out filler, then the last sentence without a variable; every variable stays."""
    prompt = material.block("prompt")
    shorter = _FILLER.sub("", _OBSOLETE.sub(_unless_variable, prompt)).strip()
    if shorter == prompt.strip():
        shorter = _without_a_sentence(shorter)
    if shorter == prompt.strip():
        return say(material.prompt("", "unchanged: It is short and clear already.").lstrip("\n"))
    order = " ".join(material.block("order").split()) or "the findings"
    changed = f"changed: Took out words that say nothing new. | You asked for: {order}."
    teach = [f"lesson: {order} | Say for whom it is short enough."] if "teach" in order else []
    return say(material.prompt(shorter, changed, *teach))


def _unless_variable(match: re.Match[str]) -> str:
    return match[0] if _VARIABLE.search(match[0]) else ""


def _without_a_sentence(text: str) -> str:
    for match in reversed(list(_SENTENCE.finditer(text))):
        words = match[0].split()
        if len(words) > 3 and not _VARIABLE.search(match[0]) and "<" not in match[0] and match.start():
            rest = re.sub(r"\n- *(?=\n|\Z)", "", text[: match.start()] + text[match.end() :])
            return re.sub(r"\n{3,}", "\n\n", rest).strip()
    return text


def _explain(material: Material) -> Step:
    quote = material.block("finding").splitlines()[0].partition(": ")[2]
    return say(
        f'The words "{quote}" leave the model to guess.\nIt guesses anew each time, so results differ.'
        "\nThe repair says which reading you mean.\nIt costs a few words."
    )


_TASKS = {
    "clarify": _clarify,
    "draft": _draft,
    "reverse": _reverse,
    "critique": _critique,
    "refine": _refine,
    "explain": _explain,
    "talk": _talk,
}


# --- anything else -----------------------------------------------------------------------------------------------


def fill(schema: Mapping[str, Any], text: str, whole: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - any JSON
    """Give a value that follows `schema`, with words of `text` in it."""
    whole = whole or schema
    if "$ref" in schema:
        return fill(whole["$defs"][schema["$ref"].rpartition("/")[2]], text, whole)
    if "anyOf" in schema or "allOf" in schema:
        return fill(_first_real([*schema.get("anyOf", []), *schema.get("allOf", [])]), text, whole)
    if "const" in schema or "enum" in schema:
        return schema.get("const", next(iter(schema.get("enum", [None]))))
    if schema["type"] == "object":
        return {name: fill(inner, text, whole) for name, inner in schema.get("properties", {}).items()}
    if schema["type"] == "array":
        return [fill(schema["items"], text, whole)]
    plain = {"string": " ".join(_topic(text)) or "text", "integer": 1, "number": 1, "boolean": True, "null": None}
    return plain[schema["type"]]


def _first_real(schemas: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return next((schema for schema in schemas if schema.get("type") != "null"), schemas[0])
