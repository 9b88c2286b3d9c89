"""A proposal as people see it: what would change, who says so and why, and what was decided."""

from collections.abc import Iterable

from bot.commands._cards import difference
from bot.commands._safety import warned
from bot.commands._standing import including
from bot.dialogue.action import token
from bot.dialogue.command import Services
from bot.dialogue.events import Button, Card, Delta, Item, Items, Line, Part, Style, Tone
from bot.domain import Proposal, ProposalId, ProposalState, ScopeKind, Snippet
from bot.library.templates import variables
from bot.words import N_, Words

LONGEST = 1_500
"""Characters that may have changed for the difference to stand in the message itself."""
REMARKS = 5
"""The last things said about it that are shown."""
TITLES = {
    ProposalState.OPEN: N_("{name} · v{number} → {label}?"),
    ProposalState.APPROVED: N_("{name} · v{number} is {label} now"),
    ProposalState.REJECTED: N_("{name} · another {label}: not approved"),
    ProposalState.WITHDRAWN: N_("{name} · another {label}: withdrawn"),
}
NEWEST = N_("newest version")
DECIDED = {
    ProposalState.APPROVED: N_("Approved by {by}, {at}."),
    ProposalState.REJECTED: N_("Not approved by {by}, {at}: {said}"),
    ProposalState.WITHDRAWN: N_("Withdrawn by {by}, {at}."),
}


def notice_of(proposal: ProposalId) -> str:
    """Give the token by which people are told of a proposal."""
    return token("review", proposal)


def title_of(proposal: Proposal, snippet: Snippet, words: Words) -> str:
    """Say in a line what would change, or has."""
    became = proposal.decision.number if proposal.decision else 0
    number = became or proposal.number or snippet.newest.number + 1
    label = proposal.label or words(NEWEST)
    return words(TITLES[proposal.state], name=snippet.name, number=number, label=label)


async def proposal_card(
    proposal: Proposal, snippet: Snippet, services: Services, words: Words, more: Iterable[Button] = ()
) -> Card:
    """Show it as it stands now."""
    waits = proposal.state is ProposalState.OPEN
    parts = await _open_parts(proposal, snippet, services, words) if waits else _decided(proposal, snippet, words)
    return Card(
        slot="review",
        title=title_of(proposal, snippet, words),
        parts=(*parts, *_remarks(proposal, words)),
        buttons=(*(_open_buttons if waits else _after)(proposal, snippet, words), *more),
        data=proposal,
    )


async def _open_parts(proposal: Proposal, snippet: Snippet, services: Services, words: Words) -> list[Part]:
    before, after = await texts(proposal, snippet, services)
    delta = await difference(before, after)
    said = N_("{by} proposes it: {why}")
    parts: list[Part] = [Line(words(said, by=proposal.by_name, why=proposal.why))]
    parts += await _moved(proposal, snippet, words)
    if changed(delta) <= LONGEST:
        parts.append(delta)
    else:
        parts.append(Line(words(N_("Much would change: the whole difference has a button of its own."))))
    parts += _kept(before, after, words)
    parts += [] if proposal.number else [Line(one, Tone.STRONG) for one in await warned(after, words)]
    parts += await _depending(snippet, services, words)
    parts += await _rivals(proposal, snippet, services, words)
    return parts


async def texts(proposal: Proposal, snippet: Snippet, services: Services) -> tuple[str, str]:
    """Give the text that counts now, and the one that would."""
    now = snippet.counting(proposal.label) or snippet.preferred
    before = await services.store.library.version(snippet.id, now)
    after = await services.store.library.version(snippet.id, proposal.number) if proposal.number else None
    return before.text if before else "", after.text if after else proposal.text


def changed(delta: Delta) -> int:
    """Count the characters that are in one of the texts alone."""
    return sum(len(stretch.text) for stretch in delta.stretches if stretch.sign != "=")


async def _moved(proposal: Proposal, snippet: Snippet, words: Words) -> list[Part]:
    now = snippet.counting(proposal.label)
    if now == proposal.before:
        return []
    label = proposal.label or words(NEWEST)
    said = N_("Meanwhile it is v{now} ({label}), before v{before}. This is what would change now.")
    return [Line(words(said, label=label, now=now, before=proposal.before), Tone.STRONG)]


def _kept(before: str, after: str, words: Words) -> list[Part]:
    """Say what becomes of what is filled in."""
    old, new = variables(before), variables(after)
    said = (
        (N_("Kept: {names}."), [name for name in old if name in new]),
        (N_("Gone: {names}."), [name for name in old if name not in new]),
        (N_("New: {names}."), [name for name in new if name not in old]),
    )
    line = " ".join(
        words(message, names=", ".join(f"{{{{{name}}}}}" for name in names)) for message, names in said if names
    )
    return [Line(line, Tone.QUIET)] if line else []


async def _depending(snippet: Snippet, services: Services, words: Words) -> list[Part]:
    """Say how many prompts of the team include it; nobody is told what else is somebody's alone."""
    if snippet.scope.kind is not ScopeKind.TEAM:
        return []
    number, _ = await including(services, (snippet.scope,), snippet)
    one, many = N_("{number} prompt of the team includes it."), N_("{number} prompts of the team include it.")
    return [Line(words.count(one, many, number), Tone.QUIET)] if number else []


async def _rivals(proposal: Proposal, snippet: Snippet, services: Services, words: Words) -> list[Part]:
    """Name the others that would change the same."""
    rivals = await services.store.proposals.rivals(proposal.id)
    if not rivals:
        return []
    note = words(N_("Something else is proposed for it as well:"))
    return [Line(note, Tone.QUIET), Items(tuple(listed(rival, snippet, words) for rival in rivals[:REMARKS]))]


def listed(proposal: Proposal, snippet: Snippet, words: Words) -> Item:
    """Give a proposal as one of several."""
    return Item(
        title=title_of(proposal, snippet, words),
        body=words(N_("{by}: {why}"), by=proposal.by_name, why=proposal.why),
        buttons=(Button(words(N_("Look at it")), token("review", proposal.id)),),
    )


def _decided(proposal: Proposal, snippet: Snippet, words: Words) -> list[Part]:
    decision = proposal.decision
    if decision is None:
        return []
    at = f"{decision.at:%Y-%m-%d %H:%M} UTC"
    said = words(DECIDED[proposal.state], by=decision.by_name, at=at, said=decision.said)
    parts: list[Part] = [Line(said), Line(words(N_("{by}: {why}"), by=proposal.by_name, why=proposal.why), Tone.QUIET)]
    now = snippet.counting(proposal.label)
    if decision.number and now != decision.number:
        label = proposal.label or words(NEWEST)
        parts.append(Line(words(N_("By now it is v{now} ({label})."), label=label, now=now), Tone.STRONG))
    return parts


def _remarks(proposal: Proposal, words: Words) -> list[Part]:
    shown = proposal.remarks[-REMARKS:]
    lines: list[Part] = [Line(words(N_("{by}: {why}"), by=one.by_name, why=one.text)) for one in shown]
    if left := len(proposal.remarks) - len(shown):
        one, many = N_("{number} earlier remark is not shown."), N_("{number} earlier remarks are not shown.")
        lines.insert(0, Line(words.count(one, many, left), Tone.QUIET))
    return lines


def _open_buttons(proposal: Proposal, snippet: Snippet, words: Words) -> tuple[Button, ...]:
    seen = f"{proposal.id}.{snippet.counting(proposal.label)}"
    return (
        Button(words(N_("Approve")), token("review.approve", seen), Style.PRIMARY),
        Button(words(N_("Reply")), token("review.reply", proposal.id)),
        Button(words(N_("Reject")), token("review.reject", proposal.id), Style.DANGER),
        Button(words(N_("Whole difference")), token("review.diff", proposal.id)),
    )


def _after(proposal: Proposal, snippet: Snippet, words: Words) -> tuple[Button, ...]:
    """Give the way back, as long as what was approved still counts."""
    came = proposal.decision.number if proposal.decision else 0
    if not came or not proposal.before or snippet.counting(proposal.label) != came:
        return ()
    return (Button(words(N_("Back to v{number}"), number=proposal.before), token("review.back", proposal.id)),)
