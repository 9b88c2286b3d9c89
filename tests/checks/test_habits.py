"""Habits that do a prompt no good: found where they speak to the model, with an edit that leaves the rest whole."""

import pytest

from bot.engineer.checks.run import habits
from bot.words import Words

EDITED = {
    "Sort the list. I'll tip you $200! Be brief.": ("bribe", "Sort the list. Be brief."),
    "Sort the list. Take a deep breath and work on it.": ("deep_breath", "Sort the list. Work on it."),
    "Sort the list. Let's think step by step. Be brief.": ("step_by_step", "Sort the list. Be brief."),
    "Rules:\n- Think step-by-step\n- Be brief": ("step_by_step", "Rules:\n- Be brief"),
    "Réfléchis étape par étape. Trie la liste.": ("step_by_step", "Trie la liste."),
    "Sort the list. Double-check your answer before responding.": ("double_check", "Sort the list. "),
    "You are a lawyer with 20 years of experience in trade law.": ("flattery", "You are a lawyer in trade law."),
    "Act as the world's best editor of poems.": ("flattery", "Act as an editor of poems."),
    "Sort the list!!! Be brief.": ("shouting", "Sort the list. Be brief."),
    "Never give legal advice to anybody. Be brief. Never give legal advice to anybody. Sort it.": (
        "repeated",
        "Never give legal advice to anybody. Be brief. Sort it.",
    ),
    "Write about [INSERT TOPIC HERE] for children.": ("left_open", "Write about {{topic}} for children."),
}
LEFT_ALONE = (
    "Explain step by step how to change a tyre.",
    "Give step-by-step instructions for each task.",
    "For readers with 10 years of experience, skip the basics.",
    "Check your work by running the tests.",
    'Never say "take a deep breath" to a patient.',
    "```\nLet's think step by step.\n```\nImprove the prompt above.",
    "End with the tip of the day: $5 off.",
    "Use RGB, RGBA, HSL, HSLA and HEX; the API is REST. You must NOT log it.",
    "Respond in JSON with the fields name and age.",
    'Return JSON like {"name": "..."}.',
    "Output: [resolved name] or [Your Name], as a template.",
)


@pytest.mark.parametrize(("text", "rule_and_result"), EDITED.items())
def test_a_habit_is_found_and_its_edit_leaves_the_rest_whole(text: str, rule_and_result: tuple[str, str]) -> None:
    """The phrase is quoted, and what remains after the edit reads as if it had never stood there."""
    (finding,) = habits(text, Words())
    rule, result = rule_and_result
    assert finding.rule == rule
    assert text[: finding.start] + finding.fixes[0].replacement + text[finding.end :] == result


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_only_looks_like_a_habit_is_left_alone(text: str) -> None:
    """Instructions to a reader, quotations, code and plain acronyms raise no alarm."""
    assert habits(text, Words()) == ()


def test_many_shouted_rules_are_lowered_and_a_few_are_not() -> None:
    """Four rules in capitals are told, each with its words in small letters; two are emphasis."""
    text = "NEVER guess. You MUST cite. ALWAYS ask first. Do it, but NEVER share it."
    found = habits(text, Words())
    assert [(one.quote, one.fixes[0].replacement) for one in found] == [
        ("NEVER", "Never"),
        ("MUST", "must"),
        ("ALWAYS", "Always"),
        ("NEVER", "never"),
    ]
    assert habits("NEVER guess. You MUST cite it all.", Words()) == ()


def test_a_bribe_that_holds_the_task_is_told_and_left_to_the_person() -> None:
    """A sentence that also says what to do is not taken away."""
    (finding,) = habits("I will pay you $100 if you write the report in three short paragraphs for the board.", Words())
    assert finding.fixes == ()


def test_a_fence_that_is_never_closed_is_found() -> None:
    """The line that opens it is quoted; one that is closed, or that holds another, is not."""
    (finding,) = habits("Answer so:\n```markdown\n# Title\nand go on", Words())
    assert (finding.rule, finding.quote) == ("open_fence", "```markdown")
    assert habits("````\n```\nx\n````\nThen ask. ```js\n", Words()) == ()
    assert habits("```\r\nx\r\n```\r\nThen ask.", Words()) == ()


def test_json_without_fields_is_found() -> None:
    """Who asks for JSON and names no field is told; in French too."""
    assert [one.rule for one in habits("List the cities. Return only valid JSON.", Words())] == ["bare_json"]
    assert [one.rule for one in habits("Cite les villes. Réponds en JSON.", Words())] == ["bare_json"]


def test_a_wall_of_text_is_found_and_a_long_line_of_data_is_not() -> None:
    """A paragraph of many sentences is told; a long line of JSON is no paragraph."""
    wall = "This is a rule that must be found by somebody. " * 40
    assert [one.rule for one in habits(wall, Words())] == ["wall"]
    assert habits('data: {"rules": "' + "Do it. " * 300 + '"}', Words()) == ()
