"""Libraries made up by chance, for what must hold of every library; and ZIPs."""

import io
import zipfile
from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.errors import Usage
from bot.library.exchange.values import Edition, Entry
from bot.library.names import check_name, key

_SIGNS = "abZ19 -_./éßİ中हिन्दीCON"


def _usable(name: str) -> bool:
    try:
        return check_name(name) == name
    except Usage:
        return False


names = st.one_of(
    st.text(st.sampled_from(_SIGNS), min_size=1, max_size=12).filter(_usable),
    st.sampled_from(["con", "reports/aux.old", "a b.", "x/.hidden", "中" * 80, "2026", "yes", "null", "off", "README"]),
)
texts = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.sampled_from(
        [
            "Summarise {{ticket}}.\n",
            "\ufeffbegins with a mark",
            "---\nname: other\n---\nnot front matter",
            "---\nvariables:\n  ticket: the ticket\n  tone: [dry, warm]\n---\nSummarise {{ticket}}.",
            "---\nvariables:\n  ticket: >\n    a ticket,\n\n    whole\n# and more\n---\n{{ticket}}\n",
            "---\nvariables:\n  a: b\r\n---\n{{a}}\r",
            "---\r\nvariables:\r\n  ticket: a\r\n---\r\n{{ticket}}",
            "---\nvariables: {a: b}\nmodel: x\n---\n\n\n{{a}}",
            "---\nvariables: [a, &x b, *x]\n...\n{{a}}",
            "---\nvariables:\n---\n---\nvariables:\n  a: b\n---\n{{a}}",
            'a "quoted", line\r\nand another\rthird\n\n',
            "=1+1",
            "ends with a return\r",
            "{{> fragment}} \\{{ {{7*7}} ${x} %s",
            "<script>\u202e\u200b\U000e0041",
            "```\nopen",
        ]
    ),
).filter(str.strip)
lines = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
times = st.none() | st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
tags = st.lists(st.text(st.sampled_from("abc :,'-#中"), min_size=1, max_size=8), max_size=3, unique=True).map(tuple)
editions = st.builds(Edition, text=texts, why=lines, author=lines, at=times, target=st.sampled_from(["", "claude"]))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Give one prompt with all that it may have."""
    versions = draw(st.lists(editions, min_size=1, max_size=3).map(tuple))
    labels = st.dictionaries(st.sampled_from(["production", "staging", "v-2"]), st.integers(1, len(versions)))
    return Entry(
        name=draw(names),
        versions=versions,
        about=draw(lines),
        tags=draw(tags),
        aliases=draw(st.lists(names, max_size=2, unique_by=key).map(tuple)),
        labels=draw(labels),
    )


libraries = st.lists(entries(), max_size=4, unique_by=lambda entry: key(entry.name)).map(tuple)


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give a ZIP as any program makes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()
