"""Secrets in a prompt: found whatever stands around them, never shown, gone when masked; placeholders are none."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Defect, Severity
from bot.engineer.checks.run import check
from bot.engineer.checks.secrets import MASK, hint, mask, secrets
from bot.words import Words
from tests.checks.planted import PLACEHOLDERS, marked, unmarked

AROUND = ("{}", "Use this: {} to call.", "Line\n\n  - `{}`,\nmore", "({})", 'key="{}"\n', "été {}\r\n")
SEEDS = range(5)
KINDS = tuple(marked(0))


@pytest.mark.parametrize("kind", KINDS)
def test_a_marked_key_is_found_and_named(kind: str) -> None:
    """A key of each kind is found whole wherever it stands, and named in plain words."""
    for seed in SEEDS:
        secret = marked(seed)[kind]
        for around in AROUND:
            text = around.format(secret)
            (found,) = secrets(text)
            assert found.kind == kind
            assert text[found.start : found.end].startswith(secret)
            assert found.line == text[: text.index(secret)].count("\n") + 1


@pytest.mark.parametrize("around", list(unmarked(0)))
def test_an_unmarked_secret_is_found_by_what_stands_before_it(around: str) -> None:
    """A password or a key after its name, in an address or a header is found."""
    for seed in SEEDS:
        text, secret = unmarked(seed)[around]
        (found,) = secrets(f"Use it:\n{text}\nand answer.")
        assert found.line == 2
        assert secret in f"Use it:\n{text}\nand answer."[found.start : found.end]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_is_no_secret(text: str) -> None:
    """Whoever writes where a key would go is left alone."""
    assert secrets(text) == ()


def test_a_private_key_counts_as_one_secret() -> None:
    """A key over many lines is one find from its first line to its last, also where the end is missing."""
    key = marked(1)["a private key"]
    text = f"First.\n{key}\nLast."
    (found,) = secrets(text)
    assert text[found.start : found.end] == key
    cut = key.rsplit("\n", 1)[0]
    (found,) = secrets(cut)
    assert mask(cut, [found]) == MASK


def test_a_private_key_inside_json_is_found() -> None:
    """The key of a service account, with its line ends written out, is found whole."""
    key = marked(2)["a private key"].replace("\n", "\\n")
    text = f'{{"private_key": "{key}\\n"}}'
    assert key not in mask(text, secrets(text))


def test_masked_text_reads_on_and_passes_the_check() -> None:
    """After "Mask and go on" the prompt is whole but for the key, and nothing stops it any more."""
    key = marked(3)["an Anthropic key"]
    text = f"Call the service with {key} and summarise <t>{{{{ticket}}}}</t>."
    masked = mask(text, secrets(text))
    assert masked == f"Call the service with {MASK} and summarise <t>{{{{ticket}}}}</t>."
    assert check(masked, Words()) == ()


def test_a_secret_is_hinted_at_and_never_shown() -> None:
    """What a person sees of a marked key are its first four characters, of a password none."""
    key = marked(4)["an Anthropic key"]
    assert hint(key, secrets(key)[0], Words()) == f"sk-a…({len(key)} characters)"
    text, password = unmarked(0)["password: {}"]
    assert hint(text, secrets(text)[0], Words()) == f"…({len(password)} characters)"


def test_a_secret_is_a_blocker_with_a_masked_quote() -> None:
    """The finding stops the command, points exactly and gives nothing away."""
    key = marked(0)["a Stripe key"]
    (finding,) = check(f"Pay with {key} please, politely.", Words())
    assert (finding.defect, finding.severity, finding.rule) == (Defect.SECRET, Severity.BLOCKER, "secrets")
    assert key[4:] not in repr(finding)
    assert (finding.start, finding.end) == (9, 9 + len(key))
    assert "a Stripe key" in finding.why


@given(
    st.lists(st.sampled_from([*marked(7).values(), *(text for text, _ in unmarked(7).values())]), max_size=5),
    st.sampled_from(["", " ", "\n", "-", "_", "x", '"', ", ", "=", ":", "/"]),
)
def test_a_mask_leaves_no_secret(planted: list[str], between: str) -> None:
    """However secrets follow one another, none is left after masking."""
    text = between.join(planted)
    masked = mask(text, secrets(text))
    assert secrets(masked) == ()


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    """No text makes it fail, not even half a character, and what is found lies within the text, in order."""
    found = secrets(text)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert secrets(mask(text, found)) == ()


@pytest.mark.parametrize(
    "bad",
    [
        "eyJ",
        "eyJ-",
        "sk-ant-",
        "password=",
        "://a:",
        "AKIA",
        "glpat-",
        "ibm key ",
        "-----BEGIN PRIVATE " + "KEY-----\n",
    ],
)
def test_a_hostile_text_takes_no_longer_than_its_length(bad: str) -> None:
    """Beginnings of keys over and over, 100,000 characters of them, are looked through in time."""
    started = time.process_time()
    secrets((bad * 100_000)[:100_000])
    assert time.process_time() - started < 3
