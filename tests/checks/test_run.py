"""All checks together: in order, exact, bounded, complete; and nothing on prompts as people write them."""

import pkgutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import TEXT_LIMIT, Defect, Severity
from bot.engineer import checks
from bot.engineer.checks.run import AT_MOST, check, habit_rules, habits, looked_at
from bot.engineer.checks.run import checks as listed
from bot.words import Words
from tests.checks.planted import marked

FRENCH = """Tu es chargé de relations clients. Rédige une réponse au courriel ci-dessous\u00a0: ton chaleureux,
«\u00a0vouvoiement\u00a0» obligatoire, 150 mots au maximum\u202f; pas de jargon\u202f!

<courriel>
{{courriel}}
</courriel>

Rends le résultat en deux parties\u00a0:
1. L’objet (moins de 60 caractères)\u202f;
2. Le corps du message – signé «\u00a0L’équipe Dupuis\u00a0».

Prix\u00a0: 1\u202f250,00\u00a0€ TTC, soit 20\u00a0% de remise… 👩\u200d💻 ✅ ❤️ 1️⃣
Contact\u00a0: support@dupuis.fr, 0\u00a0800\u00a0123\u00a0456.
"""
CALM = (
    FRENCH,
    "I want you to act as a linux terminal. I will type commands and you will reply with what it should show.",
    'Translate into {{language}}. Return JSON: {"text": "...", "notes": ["..."]}\n<text>\n{{text}}\n</text>',
    "Write a cover letter for the ${Position:Software Developer} position at [Company]; sign as <name>.",
    "Fix this component:\n```vue\n<p>{{ user.name | upper }}</p>\n<a :style=\"{ color: c }\">{{ t('x') }}</a>\n```",
)


def test_every_module_of_the_folder_is_a_check_or_a_habit() -> None:
    """A new file is enough for a new check; its rule has a name of its own and says what it looks at."""
    modules = {one.name for one in pkgutil.iter_modules(checks.__path__) if not one.ispkg} - {"run"}
    rules = [*listed(), *habit_rules()]
    assert len(rules) == len(modules)
    assert len({rule.name for rule in rules}) == len(rules)
    assert all(rule.about for rule in rules)
    assert looked_at(Words()) == tuple(rule.about for rule in listed())


@pytest.mark.parametrize("text", CALM)
def test_a_good_prompt_is_left_alone(text: str) -> None:
    """Nothing is found where nothing is wrong, in French as in English, with other notations and with code."""
    assert check(text, Words()) == ()
    assert habits(text, Words()) == ()


def test_the_worst_comes_first() -> None:
    """Findings are numbered from the worst to the smallest, and by place among equals."""
    text = f"Summarise {{{{ticket}}}}\nSay a\u2060b to {{{{name}} then.\nUse {marked(1)['a Stripe key']}."
    found = check(text, Words())
    assert [one.id for one in found] == [str(number) for number in range(1, len(found) + 1)]
    assert [one.severity for one in found] == [Severity.BLOCKER, Severity.MAJOR, Severity.MAJOR, Severity.MINOR]
    assert [one.rule for one in found] == ["secrets", "invisible", "variables", "undelimited"]


def test_the_same_thing_a_hundred_times_is_told_twenty_times_with_the_rest_counted() -> None:
    """A text full of one defect gives a list that can be read, and says how much more there is."""
    found = check("a \u200b " * 100 + "b", Words())
    assert len(found) == AT_MOST
    assert "80 more" in found[-1].why
    assert "more" not in found[0].why


def test_many_small_things_never_hide_a_grave_one() -> None:
    """The one override after a hundred stray spaces comes first."""
    found = check("a \u200b " * 100 + "b\u202ec", Words())
    assert found[0].severity is Severity.BLOCKER


@pytest.mark.parametrize(
    ("text", "severity"), [("", Severity.MAJOR), (" \n\t", Severity.MAJOR), ("hi", Severity.MINOR)]
)
def test_a_prompt_that_says_nothing_is_told_so(text: str, severity: Severity) -> None:
    """An empty prompt, or a word, gives one finding that quotes nothing."""
    (finding,) = check(text, Words())
    assert (finding.defect, finding.severity, finding.quote) == (Defect.SIZE, severity, "")


def test_a_prompt_over_the_limit_is_told_with_both_numbers() -> None:
    """Whoever pastes a book reads how long it is and how long it may be."""
    (finding,) = check("word " * (TEXT_LIMIT // 5 + 1), Words())
    assert (finding.severity, finding.start, finding.end) == (Severity.MAJOR, 0, 0)
    assert str(TEXT_LIMIT) in finding.why


PIECES = st.sampled_from(
    [
        "{{",
        "}}",
        "{{a_b}}",
        "{",
        "}",
        "\u200b",
        "\u202e",
        "\ufe0f",
        "\U000e0041",
        "\N{CYRILLIC SMALL LETTER A}bc",
        "@",
        "```",
        "<t>",
        "</t>",
        "MUST",
        "password:",
        "�",
        '"',
        "---",
        "{{text}}",
        "[insert",
        "sk-ant-",
        "Variables:",
        "-",
        "a",
    ]
) | st.sampled_from([" ", "\n", "+33 6 49 87 21 03", "[insert it]"])


@given(st.lists(PIECES | st.text(st.characters(exclude_categories=()), max_size=20), max_size=25).map("".join))
def test_every_finding_points_exactly(text: str) -> None:
    """Whatever the text, nothing fails and each quote is what stands there; a fix can be put in its place."""
    for finding in (*check(text, Words()), *habits(text, Words())):
        assert 0 <= finding.start <= finding.end <= len(text)
        assert finding.defect is Defect.SECRET or text[finding.start : finding.end] == finding.quote
        assert finding.why
        assert finding.rule


def test_no_word_of_a_list_is_written_twice() -> None:
    """The lists of words can be read and kept: no word stands in one of them twice."""
    for path in Path(checks.__file__).parent.glob("support/lists/*.txt"):
        words = [word for line in path.read_text().splitlines() if not line.startswith("#") for word in line.split()]
        assert len(words) == len(set(words)), path.name
