"""What the rules make of a goal: its kind, its instruction, what goes in, and whether something is to be asked."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engineer.guided.asks import missing
from bot.engineer.guided.goal import read


@dataclass(frozen=True)
class Case:
    """A goal with what is expected of it."""

    goal: str
    kind: str
    task: str
    inputs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    """The first questions, at least."""
    clear: bool = False


CASES = (
    Case("a prompt that summarises support tickets for a weekly report", "summarise",
         "Summarise the support tickets in <support_tickets> for a weekly report.", ("support_tickets",), ("output",)),
    Case("Summarise the support tickets for the weekly report to management in five bullets", "summarise",
         "Summarise the support tickets in <support_tickets> for the weekly report to management in five bullets.",
         ("support_tickets",), clear=True),
    Case("I want a prompt to extract names and dates from contracts", "extract",
         "Extract names and dates from the contracts in <contracts>.", ("contracts",), clear=True),
    Case("extract the important information from contracts", "extract",
         "Extract the important information from the contracts in <contracts>.", ("contracts",), ("fields",)),
    Case("make me a prompt for classifying emails and listing the reasons", "classify",
         "Classify the emails in <emails> and list the reasons.", ("emails",), ("labels",)),
    Case("sort incoming emails into sales, support and spam", "classify",
         "Sort the incoming emails in <emails> into sales, support and spam.", ("emails",), clear=True),
    Case("a good system prompt for Claude that can translate product descriptions into French", "translate",
         "Translate the product descriptions in <product_descriptions> into French.", ("product_descriptions",),
         clear=True),
    Case("translate our manual", "translate", "Translate our manual in <manual>.", ("manual",), ("into",)),
    Case('Translate "good morning" into French', "translate", 'Translate "good morning" into French.'),
    Case("an assistant that answers customer questions about our returns policy", "answer",
         "Answer customer questions about our returns policy in <returns_policy>. The question stands in <question>.",
         ("returns_policy", "question"), ("reader",)),
    Case("answer customer emails politely", "reply", "Answer the customer emails in <customer_emails> politely.",
         ("customer_emails",)),
    Case("write a friendly reply to customer complaints in at most 80 words", "reply",
         "Write a friendly reply to the customer complaints in <customer_complaints> in at most 80 words.",
         ("customer_complaints",), clear=True),
    Case("make my text more formal", "rewrite", "Make my text in <text> more formal.", ("text",)),
    Case("fix the mistakes in my essay", "rewrite", "Fix the mistakes in my essay in <essay>.", ("essay",),
         ("rules",)),
    Case("turns notes into minutes", "rewrite", "Turn the notes in <notes> into minutes.", ("notes",)),
    Case("review a pull request", "review", "Review the pull request in <pull_request>.", ("pull_request",),
         ("rules",)),
    Case("debug my python code", "review", "Debug my python code in <python_code>.", ("python_code",)),
    Case("weekly newsletter about our product", "write",
         "Write a weekly newsletter about our product. Work from <news>.", ("news",), ("reader",)),
    Case("write a cover letter for a job as a nurse", "write",
         "Write a cover letter for a job as a nurse. Work from <job_ad> and <cv>.", ("job_ad", "cv")),
    Case("meeting minutes from a transcript, with decisions and tasks", "summarise",
         "Write meeting minutes from the transcript in <transcript>, with decisions and tasks.", ("transcript",)),
    Case("give me a summary of this article", "summarise", "Give me a summary of this article in <article>.",
         ("article",)),
    Case("write a haiku about autumn", "story", "Write a haiku about autumn.", (), ("reader",)),
    Case("Write a Python script to find all prime numbers under 1000.", "code",
         "Write a Python script to find all prime numbers under 1000.", clear=True),
    Case("write a script that renames files", "code", "Write a script that renames files.", (), ("stack",)),
    Case("brainstorm names for a bakery", "brainstorm", "Brainstorm names for a bakery.", (), ("fixed",)),
    Case("I would like to plan a trip to Paris next month.", "plan", "Plan a trip to Paris next month.", (),
         ("fixed",)),
    Case("explain quantum mechanics to a child of ten", "explain", "Explain quantum mechanics to a child of ten.",
         clear=True),
    Case("compare two contracts", "compare", "Compare the two contracts in <contracts>.", ("contracts",),
         ("criteria",)),
    Case("I need a prompt to analyse survey answers and find the main complaints", "analyse",
         "Analyse the survey answers in <survey_answers> and find the main complaints.", ("survey_answers",)),
    Case("Who won the last NBA championship?", "lookup", "Who won the last NBA championship?", clear=True),
    Case("a chatbot for our bookshop", "assistant", "You are a chatbot for our bookshop.", (), ("rules",)),
    Case("read a contract and list the risks", "general", "Read the contract in <contract> and list the risks.",
         ("contract",), ("output",)),
    Case("Summarise {{tickets}} for the weekly report", "summarise", "Summarise <tickets> for the weekly report.",
         ("tickets",)),
    Case("a prompt which, given a product name, writes three slogans", "brainstorm",
         "Write three slogans, given the product name in <product_name>.", ("product_name",)),
    Case("check if an email is phishing", "decide", "Check if the email in <email> is phishing.", ("email",),
         clear=True),
    Case("a prompt that automatically rates essays from 1 to 10 and explains why", "score",
         "Rate the essays in <essays> from 1 to 10 and explain why.", ("essays",), ("criteria",)),
    Case("help me prepare a job interview", "general", "Help me prepare a job interview.", (), ("output",)),
    Case("draw a lighthouse in a storm", "image", "Draw a lighthouse in a storm.", (), ("style",)),
    Case("un prompt qui résume les tickets de support pour un rapport hebdomadaire", "summarise",
         "Résume les tickets de support figurant dans <tickets_support> pour un rapport hebdomadaire.",
         ("tickets_support",), ("output",)),
    Case("Je voudrais un prompt pour traduire des fiches produit en anglais", "translate",
         "Traduis les fiches produit figurant dans <fiches_produit> en anglais.", ("fiches_produit",), clear=True),
    Case("un prompt pour classer des avis clients en positif, neutre, négatif", "classify",
         "Classe les avis clients figurant dans <avis_clients> en positif, neutre, négatif.", ("avis_clients",),
         clear=True),
    Case("un prompt qui lit un contrat et traduit les clauses", "general",
         "Lis le contrat figurant dans <contrat> et traduis les clauses.", ("contrat",), ("output",)),
    Case("Résumez les courriels de mes clients", "summarise",
         "Résume les courriels de mes clients figurant dans <courriels_clients>.", ("courriels_clients",)),
    Case("corrige les fautes d'un texte", "rewrite", "Corrige les fautes du texte figurant dans <texte>.", ("texte",)),
    Case("les notes de version à partir de nos commits", "write",
         "Rédige les notes de version à partir de nos commits figurant dans <commits>.", ("commits",)),
    Case("corrige et améliore mon courriel", "rewrite", "Corrige et améliore mon courriel figurant dans <courriel>.",
         ("courriel",)),
    Case("un assistant qui répond aux questions des clients sur notre politique de retour", "answer",
         "Réponds aux questions des clients sur notre politique de retour figurant dans <politique_retour>. La question"
         " figure dans <question>.", ("politique_retour", "question")),
    Case("trouve des idées de cadeaux pour ma mère", "brainstorm", "Trouve des idées de cadeaux pour ma mère."),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.goal[:50])
def test_a_wish_becomes_an_instruction_with_its_inputs(case: Case) -> None:
    """A wish in plain words becomes an instruction that points at what goes in."""
    reading = read(case.goal)
    assert (reading.task, tuple(each.name for each in reading.inputs)) == (case.task, case.inputs)
    assert reading.kind == case.kind


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.goal[:50])
def test_only_what_a_goal_leaves_open_is_asked(case: Case) -> None:
    """A clear goal gets no question; an open one is asked for what would change the result most."""
    found = missing(read(case.goal))
    assert not (case.clear and found), found
    assert set(case.asks) <= set(found)


def test_sentences_beside_the_request_find_their_place() -> None:
    """What stands beside the request becomes context, a rule, a line on the result, or a further step."""
    reading = read("We sell tea. Summarise the reviews. Return a table. Do not quote names. List the three worst ones.")
    assert reading.context == ("We sell tea.",)
    assert reading.task == "Summarise the reviews in <reviews>. List the three worst ones."
    assert reading.output == ("Return a table.",)
    assert reading.rules == ("Do not quote names.",)


def test_a_long_or_listed_goal_stays_whole() -> None:
    """A goal with a list keeps its lines as they were written."""
    reading = read("Write a newsletter with these items:\n- new opening hours\n- a tasting on Friday")
    assert reading.context == ("- new opening hours\n- a tasting on Friday",)


def test_a_goal_in_a_language_without_rules_is_left_alone() -> None:
    """A German goal is not taken apart by English rules."""
    reading = read("Schreibe einen Text, der die Rechnung für den Kunden erklärt")
    assert reading.task == "Schreibe einen Text, der die Rechnung für den Kunden erklärt."
    assert reading.written == "de"


@given(st.text(max_size=300))
def test_any_text_can_be_a_goal(goal: str) -> None:
    """No goal is too odd to be read."""
    assert len(missing(read(goal))) <= 4


@given(
    st.lists(st.sampled_from(["summarise", "tickets", "and", "{{x}}", "<b>", "list", "write", "-", ".", "5", "émus"]))
)
def test_no_word_of_a_goal_is_lost(words: list[str]) -> None:
    """Every word that a person writes after the wish stands in what was read."""
    reading = read("Translate " + " ".join(words))
    kept = " ".join((reading.task, *reading.context, *reading.output, *reading.rules)).casefold()
    kept += " ".join("{{" + each.name + "}}" for each in reading.inputs)
    assert [word for word in words if word not in kept] == []
