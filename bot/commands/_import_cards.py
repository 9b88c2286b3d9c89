"""How an import is shown: what it would do, what it did, and what has to be known of it."""

from collections.abc import Iterator, Sequence

from bot.commands._import_plan import Imported, Plan
from bot.dialogue.action import token
from bot.dialogue.events import Attachment, Button, Card, Choices, Facts, Item, Items, Line, Part, Style, Tone
from bot.domain import ScopeKind
from bot.library.exchange.stored import Fate, Planned
from bot.library.exchange.values import Remark, Weight
from bot.words import N_, Words

SHOWN = 10
"""Remarks on a card; a file has them all where there are more."""
REPORT = "import-report.txt"
_FATES = {
    Fate.NEW: N_("New"),
    Fate.CHANGED: N_("Changed: they get a new version, and the old ones stay"),
    Fate.SAME: N_("There already, just so"),
    Fate.CLASHING: N_("Of somebody else: they stay as they are"),
}


def preview(plan: Plan, record: str, words: Words) -> Choices:
    """Ask before anything that is there gets another version, or a secret or personal data is shared."""
    new, changed = len(plan.of(Fate.NEW)), len(plan.of(Fate.CHANGED))
    everything = words.count("Import {number} prompt", "Import all {number}", new + changed)
    buttons = [Button(everything, token("import.all", record), Style.PRIMARY)]
    if new and changed:
        only = words.count("Only the new one", "Only the {number} new ones", new)
        buttons.append(Button(only, token("import.new", record)))
    return Choices(
        slot="import",
        question=_question(plan, changed, words),
        parts=tuple(_preview_parts(plan, words)),
        buttons=tuple(buttons),
        data=would_be(plan),
    )


def would_be(plan: Plan) -> Imported:
    """Give what it would come to."""
    return plan.counted((Fate.NEW, Fate.CHANGED))


def _question(plan: Plan, changed: int, words: Words) -> str:
    if not changed and not plan.secrets:
        return words(N_("Put these prompts before the whole team? Something in them belongs to one person."))
    if not changed:
        return words(N_("Put these prompts before the whole team? Something in them looks like a secret."))
    if plan.scope.kind is ScopeKind.TEAM:
        return words.count(
            "{number} of these prompts is in the team's library with another text. Import it over that?",
            "{number} of these prompts are in the team's library with another text. Import them over those?",
            changed,
        )
    return words.count(
        "{number} of these prompts is in your library with another text or description. Import it over that?",
        "{number} of these prompts are in your library with another text or description. Import them over those?",
        changed,
    )


def _preview_parts(plan: Plan, words: Words) -> Iterator[Part]:
    rows = ((words(said), str(len(plan.of(fate)))) for fate, said in _FATES.items() if plan.of(fate))
    yield Facts(tuple(rows))
    changed = plan.of(Fate.CHANGED)
    if changed:
        yield Items(tuple(_changed(one, words) for one in changed[:SHOWN]))
    if len(changed) > SHOWN:
        yield Line(words(N_("and {number} more that change"), number=len(changed) - SHOWN), Tone.QUIET)
    yield from remarks(would_be(plan).remarks, words)


def _changed(one: Planned, words: Words) -> Item:
    after = one.expected + len(one.new.versions if one.new else ())
    known = N_("more tags, other names or labels")
    other = N_("another description") if one.new and one.new.about is not None else known
    said = N_("version {before} becomes version {after}") if after > one.expected else other
    return Item(title=one.entry.name, body=words(said, before=one.expected, after=after))


def outcome(done: Imported, plan: Plan, words: Words) -> Card:
    """Say what came in."""
    rows = [(words(N_("New")), done.new), (words(N_("Changed")), done.changed)]
    rows += [(words(_FATES[Fate.SAME]), done.same), (words(_FATES[Fate.CLASHING]), done.clashing)]
    rows.append((words(N_("Not taken: see below")), done.refused))
    facts = Facts(tuple((name, str(number)) for name, number in rows if number))
    return Card(
        slot="import",
        title=_title(done, plan, words),
        parts=(*((facts,) if facts.rows else ()), *remarks(done.remarks, words)),
        buttons=(Button(words(N_("Show them")), token("find")),) if done.came else (),
        data=done,
    )


def _title(done: Imported, plan: Plan, words: Words) -> str:
    if came := done.came:
        if plan.scope.kind is ScopeKind.TEAM:
            return words.count(
                "{number} prompt came into the team's library. Everybody in the team finds it.",
                "{number} prompts came into the team's library. Everybody in the team finds them.",
                came,
            )
        return words.count(
            "{number} prompt came into your library. Only you see it.",
            "{number} prompts came into your library. Only you see them.",
            came,
        )
    if done.same:
        return words(N_("Everything is there already; nothing was changed."))
    return words(N_("Nothing came in; nothing was changed."))


def remarks(told: Sequence[Remark], words: Words) -> Iterator[Part]:
    """Give remarks as a list: what was refused first, the first of them where there are many."""
    if not told:
        return
    ordered = _ordered(told)
    yield Items(tuple(_item(remark, words) for remark in ordered[:SHOWN]))
    if len(told) > SHOWN:
        said = N_("and {number} more, all of them in the file {file}")
        yield Line(words(said, number=len(told) - SHOWN, file=REPORT), Tone.QUIET)


def report(told: Sequence[Remark], words: Words) -> Attachment | None:
    """Give all remarks as a file, where there are too many for a card."""
    if len(told) <= SHOWN:
        return None
    lines = [f"{_mark(remark, words)}  {remark.where}: {_said(remark, words)}\n" for remark in _ordered(told)]
    note = words(N_("All that has to be known of the import, a line each."))
    return Attachment(slot="report", name=REPORT, media_type="text/plain", content="".join(lines).encode(), note=note)


def _ordered(told: Sequence[Remark]) -> list[Remark]:
    return sorted(told, key=lambda remark: remark.weight is Weight.NOTED)


def _item(remark: Remark, words: Words) -> Item:
    return Item(title=remark.where, body=_said(remark, words), mark=_mark(remark, words))


def _mark(remark: Remark, words: Words) -> str:
    return words(N_("not taken") if remark.weight is Weight.REFUSED else N_("to know"))


def _said(remark: Remark, words: Words) -> str:
    return words(remark.message, **remark.values)
