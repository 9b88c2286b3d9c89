"""Asking whether a change of what is another's is to be proposed, and proposing it with a reason."""

from bot.commands._acts import act_on
from bot.commands._proposals import notice_of, proposal_card
from bot.commands._records import Wish, keep, kept
from bot.commands._safety import PROMPT, Keeping, look_through, written
from bot.commands._safety import WHY as REASON
from bot.commands._work import seen
from bot.dialogue.action import token
from bot.dialogue.command import Call, Services, channel_scope
from bot.dialogue.events import Button, Card, Choices, Line, Style, Tone
from bot.dialogue.form import Field, FieldKind, Form
from bot.domain import ActKind, Audience, NewProposal, PersonId, Proposal, Role, ScopeKind, Snippet, TeamId
from bot.errors import NotFound
from bot.library.access import LEFT, Verb, access, team_to_add_to
from bot.library.review import approvers
from bot.library.texts import shortened
from bot.words import N_

WHY = 500
"""Characters of a reason."""


async def ask_to_propose(call: Call, services: Services, snippet: Snippet, wish: Wish, question: str) -> Choices:
    """Ask whether something is to be proposed."""
    words, record = call.words, await keep(call, services, wish)
    buttons = [Button(words(N_("Propose it")), token("review.propose", record), Style.PRIMARY)]
    if wish.text:
        buttons.append(Button(words(N_("Keep a copy of my own")), token("review.copy", record)))
    told = N_("Nothing was changed. {owner} and the reviewers see what you propose, with your reason, and decide.")
    notes = [words(told, owner=snippet.owner_name or words(LEFT))]
    if wish.about:
        notes.append(words(N_("A proposal is about the text; the description goes along only with your own copy.")))
    return Choices(
        slot="propose",
        question=question,
        parts=tuple(Line(note, Tone.QUIET) for note in notes),
        buttons=tuple(buttons),
        data=snippet,
    )


async def propose_form(call: Call, services: Services) -> Form:
    """Ask for the reason."""
    wish = await kept(call, services, call.subject, Wish)
    words = call.words
    label = words(N_("Why? Whoever decides reads it."))
    field = Field(name="why", label=label, kind=FieldKind.TEXT, default=shortened(wish.why, WHY), limit=WHY)
    title = words(N_("Propose a change"))
    return Form(token=token("review.propose", call.subject), title=title, fields=(field,), submit=words(N_("Propose")))


async def propose(call: Call, services: Services) -> Card | Choices:
    """Propose it, and say who was told; or ask where its text must be looked at first."""
    wish = await kept(call, services, call.subject, Wish)
    team = team_to_add_to(call.actor)
    snippet = await services.store.library.by_id(wish.snippet)
    if snippet is None or snippet.scope != team or snippet.scope not in seen(call):
        raise NotFound(N_("That prompt is no longer there."), advice=N_("/find lists what there is."))
    access(call.actor, snippet, Verb.READ, channel=channel_scope(call.whence))
    texts = written(wish.text, why=call.get("why"))
    looked = await look_through(call, services, Keeping(name=snippet.name, texts=texts, others=True))
    if looked.stop:
        return looked.stop
    new = NewProposal(
        snippet=snippet.id,
        label=wish.label,
        number=wish.number,
        text=looked.texts.get(PROMPT, ""),
        before=snippet.counting(wish.label),
        why=looked.texts.get(REASON, ""),
        by=call.actor.person,
        tell=_told(call),
    )
    to = await _audience(call, services, snippet, wish.label)
    made = await services.store.proposals.put(
        new, to, notice_of, call.write("propose"), act=act_on(call, ActKind.PROPOSE, snippet)
    )
    return await _proposed(call, services, made, snippet, len(to))


async def _proposed(call: Call, services: Services, made: Proposal, snippet: Snippet, told: int) -> Card:
    words = call.words
    card = await proposal_card(made, snippet, services, words)
    withdraw = Button(words(N_("Withdraw")), token("review.withdraw", made.id))
    none = N_("Nobody could be told: reviewers and administrators see it with /review.")
    one, many = (
        N_("It waits for a word; {number} message went out."),
        N_("It waits for a word; {number} messages went out."),
    )
    note = words.count(one, many, told) if told else words(none)
    return Card(slot="propose", title=card.title, parts=(Line(note), *card.parts), buttons=(withdraw,), data=made)


def _told(call: Call) -> Audience:
    account = call.whence.account
    return Audience(platform=account.platform, user=account.user, locale=call.words.locale)


async def _audience(call: Call, services: Services, snippet: Snippet, label: str) -> tuple[Audience, ...]:
    """Give who is told: the team's channel for it, or all who are known to be able to approve it."""
    reviews, team = services.store.reviews, call.actor.team
    if team is None:
        return ()
    desk = await reviews.desk(team)
    if desk:
        return (desk,)
    persons = await deciders(services, snippet, label)
    others = sorted(persons - {call.actor.person})
    return await reviews.reached(others, locale=call.words.locale)


async def is_protected(services: Services, snippet: Snippet, label: str) -> bool:
    """Tell whether nobody moves a label of a prompt alone."""
    if snippet.scope.kind is not ScopeKind.TEAM or not label:
        return False
    return label in await services.store.reviews.protected(team_id(snippet))


async def deciders(services: Services, snippet: Snippet, label: str) -> frozenset[PersonId]:
    """Give those who are known to be able to approve a change of a prompt."""
    reviewers = await services.store.reviews.reviewers(team_id(snippet))
    owned = await services.store.reviews.role(team_id(snippet), snippet.owner) not in {Role.NONE, Role.VIEWER}
    protected = await is_protected(services, snippet, label)
    return approvers(snippet, reviewers, protected=protected, owned=owned)


def team_id(snippet: Snippet) -> TeamId:
    """Give the team that a prompt belongs to."""
    return TeamId(snippet.scope.owner)
