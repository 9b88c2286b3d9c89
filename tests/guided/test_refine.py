"""Refinements by rules: findings applied, safe edits made, and a plain word on what needs a model."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import Defect, Finding, Fix, Order, Severity
from bot.engineer.guided.edits import EDITS, edited
from bot.engineer.guided.orders import Asked, asked
from bot.engineer.guided.refine import refine as refined_by_rules
from bot.errors import Refused
from bot.library.templates import variables
from tests.guided.prompts import WORDS, refine

WORDY = (
    "You are a world-class editor with 20 years of experience. Please summarise {{ticket}}. It is important to note"
    " that names matter. You MUST NEVER quote prices!! Let's think step by step.\n\n- Please keep it short.\n"
    "- Thank you!\n"
)
DRAFT = (
    "<tickets>\n{{tickets}}\n</tickets>\n\nSummarise the tickets in <tickets>.\n\nOutput:\n- One sentence.\n\n"
    "Rules: Keep names."
)


def finding(text: str, quote: str, replacement: str, number: str = "1") -> Finding:
    """Make a finding on words of a text."""
    start = text.index(quote)
    return Finding(
        id=number,
        defect=Defect.OBSOLETE,
        severity=Severity.MINOR,
        quote=quote,
        start=start,
        end=start + len(quote),
        why="It does nothing.",
        fixes=(Fix(replacement),),
    )


@pytest.mark.asyncio
async def test_shorter_takes_out_what_says_nothing() -> None:
    """Asked for "shorter", it leaves every rule and takes out politeness, filler, tricks; each with its reason."""
    refined = await refine(WORDY, Order(instruction="shorter"))
    assert refined.text == (
        "You are an editor. Summarise {{ticket}}. Names matter. You MUST NEVER quote prices!!\n\n- Keep it short.\n"
    )
    assert all(change.what and change.why for change in refined.changes)
    assert refined.caution == ""


@pytest.mark.asyncio
async def test_a_tight_prompt_stays_as_it_is() -> None:
    """Where no word can go, nothing changes and the card says so."""
    refined = await refine(DRAFT, Order(instruction="plus court"))
    assert refined.text == DRAFT
    assert refined.changes == ()
    assert "Nothing changed" in refined.caution


@pytest.mark.asyncio
async def test_shouting_becomes_plain_words() -> None:
    """Capitals and rows of marks go; acronyms, quotations, code and labels stay."""
    text = 'IMPORTANT: you MUST NEVER name the API. Answer "YES!!" or NOT. Use `MUST`. ALWAYS cite RFC 2119!'
    refined = await refine(text, Order(instruction="remove the shouting"))
    assert refined.text == 'You must never name the API. Answer "YES!!" or NOT. Use `MUST`. Always cite RFC 2119.'


@pytest.mark.asyncio
async def test_inputs_are_set_apart_on_request() -> None:
    """Asked to delimit the inputs, it puts material that stands in a sentence between tags."""
    refined = await refine("Summarise {{ticket}} in two lines.", Order(instruction="delimit the inputs"))
    assert refined.text == "Summarise <ticket>{{ticket}}</ticket> in two lines."


@pytest.mark.asyncio
async def test_a_wall_of_text_becomes_parts() -> None:
    """A long paragraph keeps its sentences and their order; rules that follow one another become a list."""
    wall = (
        "Write a product description for the tea in {{tea}}. The shop sells to restaurants and to people who know tea."
        " Do not use superlatives. Never mention the price. Always name the region and the year. Only use facts from"
        " the sheet. Format the answer as two paragraphs. The texts appear in the spring catalogue."
    )
    refined = await refine(wall, Order(instruction="use sections"))
    assert "\n\nRules:\n- Do not use superlatives.\n- Never mention the price.\n" in refined.text
    assert "\n\nOutput:\n- Format the answer as two paragraphs.\n\nThe texts appear" in refined.text


@pytest.mark.asyncio
@pytest.mark.parametrize("instruction", ["for GPT", "make it for chatgpt", "adapte pour gpt"])
async def test_a_prompt_moves_to_another_target(instruction: str) -> None:
    """Moved to GPT, a prompt has headings in place of labels and the material last; every word stays."""
    refined = await refine(DRAFT, Order(instruction=instruction))
    assert refined.text == (
        "# Task\nSummarise the tickets in <tickets>.\n\n# Output\n- One sentence.\n\n# Rules\nKeep names.\n\n"
        "# Input\n<tickets>\n{{tickets}}\n</tickets>"
    )
    back = await refine(refined.text, Order(target="claude"))
    assert back.text == DRAFT


@pytest.mark.asyncio
async def test_what_a_person_dictates_is_added() -> None:
    """A length, a format and a rule go where they belong, word for word."""
    refined = await refine(DRAFT, Order(instruction="at most 100 words, as JSON; never quote names"))
    assert "- One sentence.\n- Return valid JSON only" in refined.text
    assert "- At most 100 words." in refined.text
    assert refined.text.endswith("Rules:\n- Keep names.\n- Never quote names.")
    dictated = await refine("Summarise the text.", Order(instruction="add the rule: be kind, and then kinder"))
    assert dictated.text == "Summarise the text.\n\nRules:\n- Be kind, and then kinder."


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "instruction", "wanted"),
    [
        ("Answer the mail. At most 120 words.", "shorter: at most 100 words", "Answer the mail. At most 100 words."),
        ("Write in 3 sentences, no more.", "in 2 sentences", "Write in 2 sentences, no more."),
        ("Résume en 5 phrases.", "en 3 phrases", "Résume en 3 phrases."),
    ],
)
async def test_another_length_takes_the_place_of_the_one_that_stands_there(
    text: str, instruction: str, wanted: str
) -> None:
    """No prompt comes to ask for two lengths at once; the change says which became which."""
    refined = await refine(text, Order(instruction=instruction))
    assert refined.text == wanted
    assert any("became" in change.what for change in refined.changes)


@pytest.mark.asyncio
async def test_what_is_understood_is_done_and_the_rest_is_named() -> None:
    """Of two wishes one is done by rules, and the other is named as what needs a model."""
    refined = await refine(WORDY, Order(instruction="shorter and more poetic"))
    assert refined.changes
    assert "“more poetic”" in refined.caution
    assert "/help model" in refined.caution


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "instruction",
    [
        "more poetic",
        "Make it clearer for managers",
        "the output ignored the length limit: <output>",
        "traduis-le",
        "x " * 900,
    ],
)
async def test_what_needs_a_model_is_refused_with_a_way_on(instruction: str) -> None:
    """An instruction that takes understanding is refused; nothing changed, and the way to a model is named."""
    with pytest.raises(Refused, match="Without a model") as refused:
        await refine(DRAFT, Order(instruction=instruction))
    assert "/help model" in refused.value.advice


def test_what_is_not_wanted_is_not_done() -> None:
    """Whoever says that something must stay, or must not be done, does not get the opposite; a rule against something
    is taken word for word, and what only sounds like one is done.
    """
    for instruction in (
        "don't make it shorter",
        "Do not shorten it",
        "not shorter",
        "no, don't cut it down",
        "keep the please",
        "keep the list",
        "don't take out the tags",
        "not as a table",
        "ne le raccourcis pas",
        "n'enlève pas les balises",
        "garde les balises",
    ):
        assert asked(instruction) == Asked(unknown=(instruction.removeprefix("no, "),)), instruction
    for rule in ("Don't return JSON.", "Never exceed 100 words.", "Ne réponds pas en JSON."):
        assert asked(rule) == Asked(rules=(rule,))
    for instruction in ("don't shout", "not so long", "keep the prompt short", "no politeness"):
        assert asked(instruction).edits, instruction


@pytest.mark.asyncio
async def test_pictures_and_rewording_need_a_model() -> None:
    """A prompt does not become a picture's description, nor is it reworded for its own sake, without a model."""
    with pytest.raises(Refused, match="picture"):
        await refine(DRAFT, Order(target="image"))
    with pytest.raises(Refused, match="Rewording"):
        await refine(DRAFT, Order(instruction="shorter", anyway=True))


@pytest.mark.asyncio
async def test_findings_are_applied_where_their_words_stand() -> None:
    """Several findings are applied at once by their exact words; one that touches the same words is left and named."""
    text = "Please write. Please stop. Please."
    first = finding(text, "Please write", "Write", "1")
    again = finding(text, "write. Please", "no", "2")
    last = finding(text, " Please.", "", "3")
    refined = await refine(text, Order(findings=(first, again, last)))
    assert refined.text == "Write. Please stop."
    assert [change.why for change in refined.changes] == ["It does nothing."] * 2
    assert "“write. Please”" in refined.caution


@pytest.mark.asyncio
async def test_a_described_variable_keeps_its_word() -> None:
    """The variables of a refinement are those of its text."""
    refined = await refine(DRAFT, Order(instruction="for gpt"))
    assert [each.name for each in refined.variables] == ["tickets"]


_PARTS = st.lists(
    st.sampled_from(
        ["Please", "{{ticket}}", "You MUST", "Let's think step by step.", "Write it.", "\n\n", "- ", "`code`", "!!",
         "NEVER", "Thank you!", "in order to", "<a>\n{{b}}\n</a>", "```\n{{c}}\n", "Output: x", "# Rules", "\n",
         "s'il te plaît", "é."]
    ),
    max_size=25,
)  # fmt: skip
_ORDERS = st.sampled_from(
    ["shorter", "for gpt", "for claude", "clean up", "as json", "use sections", "no names", "add: x y"]
)


@given(_PARTS, _ORDERS)
def test_every_variable_survives_any_refinement(parts: list[str], instruction: str) -> None:
    """Whatever the prompt and the instruction, no variable is lost and none appears."""
    text = " ".join(parts)
    refined = refined_by_rules(text, Order(instruction=instruction), WORDS)
    assert set(variables(refined.text)) == set(variables(text))
    assert bool(refined.changes) == (refined.text != text)


@example(["Let's think step by step.", "\n", "Thank you!", "{{ticket}}"])
@given(_PARTS)
def test_safe_edits_come_to_an_end(parts: list[str]) -> None:
    """An edit that is done once has nothing left to do."""
    text, _ = edited(" ".join(parts), tuple(EDITS), WORDS)
    again, changes = edited(text, ("politeness", "obsolete", "filler", "delimit"), WORDS)
    assert (again, changes) == (text, ())


@pytest.mark.parametrize(
    ("instruction", "edits"),
    [
        ("make it shorter please", ("politeness", "obsolete", "filler", "repetition")),
        ("raccourcis", ("politeness", "obsolete", "filler", "repetition")),
        ("remove obsolete tricks", ("obsolete",)),
        ("enlève les majuscules", ("shouting",)),
        ("structure it", ("sections",)),
        ("remove duplicates", ("repetition",)),
    ],
)
def test_plain_words_name_the_edits(instruction: str, edits: tuple[str, ...]) -> None:
    """Edits are asked for in plain words, English or French."""
    assert asked(instruction).edits == edits
    assert asked(instruction).unknown == ()


@pytest.mark.parametrize(
    ("instruction", "rule"),
    [
        ("also make sure it never invents names", "Make sure it never invents names."),
        ("it should never mention prices", "Never mention prices."),
        ("it must not answer in verse", "Do not answer in verse."),
        ("Could you add that the answer is in Latin?", "The answer is in Latin."),
        ("no emojis", "No emojis."),
        ("il ne doit jamais inventer de noms", "Ne jamais inventer de noms."),
        ("est-ce que tu peux ajouter qu'il faut citer les dates ?", "Il faut citer les dates."),
    ],
)
def test_what_the_result_must_be_like_is_a_rule(instruction: str, rule: str) -> None:
    """What people say of the result becomes a rule in their words, without the polite words around it."""
    assert rule in refined_by_rules("Sum up {{tickets}}.", Order(instruction=instruction), WORDS).text


@pytest.mark.parametrize(
    "instruction", ["could you make it less wordy pls", "c'est trop long", "rends-le moins bavard svp"]
)
def test_shorter_is_said_in_many_ways(instruction: str) -> None:
    """However one asks for fewer words, those go that say nothing, and nothing is left undone."""
    refined = refined_by_rules(
        "Please sum up {{tickets}} in order to save time.", Order(instruction=instruction), WORDS
    )
    assert refined.text == "Sum up {{tickets}} to save time."
    assert refined.caution == ""


def test_an_objection_is_no_rule() -> None:
    """Who says "no, put it back" does not want a "No" in the prompt."""
    with pytest.raises(Refused):
        refined_by_rules("Sum up {{tickets}}.", Order(instruction="no, put it back how it was"), WORDS)
