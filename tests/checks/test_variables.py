"""Variables: broken, in two spellings, unlisted, undelimited; and code that is none."""

import pytest

from bot.domain import Defect, Finding, Severity
from bot.engineer.checks.run import check
from bot.words import Words

BROKEN = {
    "Write about {{topic} for <r>{{reader}}</r>.": ("{{topic}", "{{topic}}"),
    "Write about {topic}} now.": ("{topic}}", "{{topic}}"),
    "Write about {{topic, and {{reader}} too.": ("{{topic", "{{topic}}"),
    "Write about {{topic": ("{{topic", "{{topic}}"),
    "Write about {{topic\r\nfor all.": ("{{topic", "{{topic}}"),
    "Write about topic}} for all.": ("topic}}", "{{topic}}"),
    "Write about {{{topic}} for all.": ("{{{topic}}", "{{topic}}"),
    "Write about {{topic}}} for all.": ("{{topic}}}", "{{topic}}"),
    "Write about {{topic)} for all.": ("{{topic)}", "{{topic}}"),
    "Write about {{topic]] for all.": ("{{topic]]", "{{topic}}"),
    "Write about { {topic} } and {{reader}}.": ("{ {topic} }", "{{topic}}"),
    "Write about {{\u00a0sujet\u00a0}} vite.": ("{{\u00a0sujet\u00a0}}", "{{sujet}}"),
    "Write about {{\ntopic\n}} now.": ("{{\ntopic\n}}", "{{topic}}"),
    "Write about {{user name?}} now.": ("{{user name?}}", "{{user_name}}"),
    "Write about {{topic: what it is}} now.": ("{{topic: what it is}}", "{{topic}}"),
    "List:\n- {{first}\n- {{second}}": ("{{first}", "{{first}}"),
}
CODE = (
    r"Set $\frac{{a}}{b}$ and \textbf{{x}} in LaTeX, x^{{2}}_{n} too.",
    'Return {"a": {"b": true}} as it is.',
    'Return this:\n{\n "a": {\n  "b": {"c": 1}}}\n',
    "Write <div style={{color: 'red', margin: 0}}> in React.",
    "style={{\n color: 'red',\n}} is how React does it",
    "Show {{ user.name | upper }} with Jinja.",
    "{% for x in y %}{{ x }}{% endfor %} loops over all.",
    "{{#each items}}{{name}}{{/each}} loops as well.",
    "Print f'{{{name}}}' with Python.",
    "Run with ${{ secrets.TOKEN }} in a workflow.",
    "Fill in {name} and keep {{literal}} braces.",
    "Begin with {{> header}} and go on.",
    "Write \\{{not a variable}} as it stands.",
    "Try {{7*7}} {0.__class__} %s ${x} [X] <x>.",
    "def f(): return {k: {v}} in Python.",
    "Use {{ message.split('').reverse() }} in Vue.",
    "Take {{ $json['x'] }} from the node.",
    '```json\n{"a":\n {"b": 2}}\n```\nRead it.',
    'The form is {"user": {user}} each time.',
    "Use {{ and }} around a variable's name.",
    "for (;;) {{ x; }} is an odd loop",
)
APART = (
    "Summarise it.\n<doc>\n{{document}}\n</doc>",
    "Summarise <ticket>{{ticket}}</ticket> now.",
    'Translate "{{text}}" to French.',
    "Traduis « {{texte}} » en anglais.",
    "Review this.\n```\n{{code}}\n```",
    "## Ticket\n{{ticket}}\n\n## Task\nSummarise it.",
    "Read this.\n---\n{{text}}\n---",
    'Read this.\n"""\n{{article}}\n"""',
    "Answer this:\n> {{message}}",
    "<mails>\nFirst:\n{{email_1}}\n</mails>",
    "Send it to {{email}} today.",
    "Use {{ticket_id}}, {{document_title}}, {{text_color}}, {{email_address}}.",
    "{{context}}: what it is about",
    "Take the promo code {{code}} into account.",
)
BARE = {
    "Summarise {{ticket}} in two lines.": "<ticket>{{ticket}}</ticket>",
    "Résume {{texte_client}} en français.": "<texte_client>{{texte_client}}</texte_client>",
    "Reply to {{customer email}} kindly.": "<customer_email>{{customer email}}</customer_email>",
    "Summarise this email: {{email}}": "\n<email>\n{{email}}\n</email>",
    "Here it is:\n\n{{document}}\n\nSummarise it.": "<document>\n{{document}}\n</document>",
    "- Text: {{text}}\n- Length: short": "<text>{{text}}</text>",
    "<rules>Summarise {{transcript}} well</rules>": "<transcript>{{transcript}}</transcript>",
}


def _found(text: str) -> list[Finding]:
    findings = check(text, Words())
    assert all(text[one.start : one.end] == one.quote for one in findings)
    return list(findings)


@pytest.mark.parametrize(("text", "right"), BROKEN.items())
def test_a_broken_variable_is_found_and_can_be_mended(text: str, right: tuple[str, str]) -> None:
    """What looks like a variable and would not be filled in is quoted, with how it is written."""
    (finding,) = _found(text)
    assert (finding.defect, finding.severity) == (Defect.VARIABLE, Severity.MAJOR)
    assert (finding.quote, finding.fixes[0].replacement) == right
    assert _found(text[: finding.start] + right[1] + text[finding.end :]) == []


def test_where_a_name_was_to_end_is_not_guessed() -> None:
    """Braces that are never closed, with words after, are told; what to write is left to the person."""
    (finding,) = _found("Write to {{name please and be kind.")
    assert (finding.quote, finding.fixes) == ("{{name", ())


@pytest.mark.parametrize(
    "text", ["Use {{topic}} and }} then.", "Use {{topic}} and {{", "Use {{topic}} and {{ }} then."]
)
def test_braces_without_a_name_are_found(text: str) -> None:
    """Braces that hold nothing or lead nowhere, beside a real variable, are told."""
    (finding,) = _found(text)
    assert finding.defect is Defect.VARIABLE


@pytest.mark.parametrize("text", CODE)
def test_braces_of_code_are_no_finding(text: str) -> None:
    """LaTeX, JSON, Jinja, React, Python and other notations raise no alarm."""
    assert _found(text) == []


def test_one_variable_in_two_spellings_is_found() -> None:
    """The rarer spelling is told, with the usual one to put in its place; names of one letter may differ."""
    text = "Greet {{user_name}} and {{userName}}, then {{user_name}}, {{username}}; {{x}} is not {{X}}."
    findings = _found(text)
    assert [(one.quote, one.fixes[0].replacement) for one in findings] == [
        ("{{userName}}", "{{user_name}}"),
        ("{{username}}", "{{user_name}}"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "---\nvariables: [topic, old]\n---\nWrite about {{topic}} for {{reader}}.",
        "---\nname: x\nvariables:\n  - topic\n  - name: old\n    about: x\n---\nWrite about {{topic}} for {{reader}}.",
        "---\nvariables:\n  topic: what\n  old:\n    default: x\n---\nWrite about {{topic}} for {{reader}}.",
        "Variables:\n- topic: the topic\n- `old`\n\nWrite about {{topic}} for {{reader}}.",
        "## Variables\n\n- topic – what\n- old\n\nWrite about {{topic}} for {{reader}}.",
    ],
)
def test_the_prompts_own_list_of_variables_is_held_against_it(text: str) -> None:
    """What is used and not listed is told, and what is listed and not used."""
    assert [(one.quote, one.severity) for one in _found(text)] == [
        ("{{reader}}", Severity.MAJOR),
        ("old", Severity.MINOR),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "---\nname: skill\ndescription: writes\n---\nWrite about {{topic}}.",
        "Inputs:\n- a keyboard\n- a mouse\n\nWrite about {{topic}}.",
        "Variables:\n- {{topic}}: what\n\nWrite a poem.",
        "---\nvariables: [topic]\n---\nWrite about {{topic}}.",
    ],
)
def test_a_list_that_is_kept_or_about_something_else_is_no_finding(text: str) -> None:
    """Front matter without variables, other lists and a list that is kept raise no alarm."""
    assert _found(text) == []


@pytest.mark.parametrize(("text", "right"), BARE.items())
def test_outside_text_with_nothing_around_it_is_found(text: str, right: str) -> None:
    """The variable is quoted, and tags around it can be put in as they stand."""
    (finding,) = _found(text)
    assert (finding.defect, finding.fixes[0].replacement) == (Defect.UNDELIMITED, right)
    assert _found(text[: finding.start] + right + text[finding.end :]) == []


def test_a_second_use_beside_one_set_apart_is_a_small_matter() -> None:
    """Where the text stands between tags already, naming it again would put it in twice."""
    (finding,) = _found("<email>{{email}}</email>\nAnswer {{email}} politely.")
    assert (finding.severity, finding.fixes) == (Severity.MINOR, ())


@pytest.mark.parametrize("text", APART)
def test_outside_text_set_apart_is_no_finding(text: str) -> None:
    """Tags, fences, quotation marks, headings, rules, and names that hold no text raise no alarm."""
    assert _found(text) == []
