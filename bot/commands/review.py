"""review: what somebody proposes to change in the team's prompts, and the word on it."""

from dataclasses import replace

from bot.commands._acts import act_on
from bot.commands._cards import difference
from bot.commands._proposals import listed, notice_of, proposal_card, texts, title_of
from bot.commands._propose import WHY, deciders, is_protected, propose, propose_form, team_id
from bot.commands._records import Wish, kept
from bot.commands._safety import ABOUT, PROMPT, WORDS, Keeping, look_through, remarked, written
from bot.commands._safety import WHY as REASON
from bot.commands._saved import saved_card
from bot.commands._work import seen, snippet_named
from bot.dialogue.action import token
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Section, Services, channel_scope
from bot.dialogue.events import Button, Card, Choices, Diff, Done, Items, Line
from bot.dialogue.form import Field, FieldKind, Form
from bot.domain import (
    ActKind,
    Actor,
    Audience,
    Proposal,
    ProposalId,
    ProposalState,
    Role,
    Scope,
    ScopeKind,
    Snippet,
    Status,
)
from bot.errors import Conflict, Forbidden, NotFound
from bot.library.access import Verb, access, personal, team_of
from bot.library.review import check_decides
from bot.words import N_, Words

PAGE = 10
"""Proposals on a page."""
PAGES = "p"
"""Begins what names a page; no proposal's id begins so."""
AT_HOME = 5
GONE = N_("That proposal is no longer there.")
WAITING = N_("Waiting for a word")


async def review(call: Call, services: Services) -> Events:
    """List what waits for a word, or show the one that a button names."""
    if call.subject and not call.subject.startswith(PAGES):
        within, proposal, snippet = await _found(call, services)
        yield await _shown(within, services, proposal, snippet)
        yield Done(status=Status.DONE, data=proposal)
        return
    number, only = call.subject.removeprefix(PAGES), None
    offset = int(number) if number.isdecimal() else 0
    if call.get("name"):
        only, _ = await snippet_named(call, services, call.get("name"))
    waiting = await services.store.proposals.open(
        team_of(call.actor), snippet=only.id if only else None, limit=PAGE + 1, offset=offset
    )
    shown = [(one, await services.store.library.by_id(one.snippet)) for one in waiting[:PAGE]]
    items = [listed(one, snippet, call.words) for one, snippet in shown if snippet]
    more = (Button(call.words(N_("Next")), token("review", f"{PAGES}{offset + PAGE}")),) if len(waiting) > PAGE else ()
    nothing = Line(
        call.words(N_("Nothing waits. What somebody proposes to change in a prompt of the team stands here."))
    )
    parts = (Items(tuple(items)),) if items else (nothing,)
    yield Card(slot="review", title=call.words(WAITING), parts=parts, buttons=more, data=waiting[:PAGE])
    yield Done(status=Status.DONE, data=waiting[:PAGE])


async def _found(call: Call, services: Services) -> tuple[Call, Proposal, Snippet]:
    """Give the proposal that a button names, and its prompt, if the presser may see it; with the call as one of a
    member of the prompt's team.
    """
    proposal = await services.store.proposals.get(ProposalId(call.subject.partition(".")[0]))
    snippet = await services.store.library.by_id(proposal.snippet) if proposal else None
    call = await _within(call, services, snippet) if snippet else call
    if proposal is None or snippet is None or snippet.scope not in seen(call):
        raise NotFound(GONE, advice=N_("/review shows what waits."))
    access(call.actor, snippet, Verb.READ, channel=channel_scope(call.whence))
    return call, proposal, snippet


async def _within(call: Call, services: Services, snippet: Snippet) -> Call:
    """Give the call as one of a member of the prompt's team where it comes from no place: people are told of proposals
    in direct messages.
    """
    if call.whence.place is not None or snippet.scope.kind is not ScopeKind.TEAM:
        return call
    team = team_id(snippet)
    role = await services.store.reviews.role(team, call.actor.person)
    if role is Role.NONE:
        return call
    return replace(call, actor=replace(call.actor, team=team, role=role))


async def _shown(call: Call, services: Services, proposal: Proposal, snippet: Snippet) -> Card:
    mine = proposal.by == call.actor.person and proposal.state is ProposalState.OPEN
    withdraw = Button(call.words(N_("Withdraw")), token("review.withdraw", proposal.id))
    return await proposal_card(proposal, snippet, services, call.words, (withdraw,) if mine else ())


async def _as_it_stands(call: Call, services: Services) -> Card:
    """Show what a button names as it stands after something was done to it."""
    within, proposal, snippet = await _found(call, services)
    return await _shown(within, services, proposal, snippet)


async def notice(subject: str, to: Audience, words: Words, services: Services) -> Card | None:
    """Give how a proposal stands in the messages of those it concerns; None for whom it concerns no longer."""
    proposal = await services.store.proposals.get(ProposalId(subject))
    snippet = await services.store.library.by_id(proposal.snippet) if proposal else None
    if proposal is None or snippet is None:
        return Card(slot="review", title=words(GONE))
    if not await services.store.reviews.concerns(team_id(snippet), to):
        return None
    return await proposal_card(proposal, snippet, services, words)


# --- the word --------------------------------------------------------------------------------------------------------


async def _decides(call: Call, services: Services, proposal: Proposal, snippet: Snippet) -> None:
    """Let the person of a call decide, or raise."""
    known = await deciders(services, snippet, proposal.label)
    protected = await is_protected(services, snippet, proposal.label)
    check_decides(call.actor, snippet, proposal, known, protected=protected)


async def approve(call: Call, services: Services) -> Events:
    """Let it come true. Where another version counts by now than the button was shown with, show that first."""
    call, proposal, snippet = await _found(call, services)
    await _decides(call, services, proposal, snippet)
    _, _, seen_at = call.subject.partition(".")
    try:
        done = await services.store.proposals.approve(
            proposal.id,
            by=call.actor.person,
            standing=int(seen_at) if seen_at.isdecimal() else 0,
            notice=notice_of(proposal.id),
            write=call.write("approve"),
            act=act_on(call, ActKind.APPROVE, snippet, from_person=proposal.by),
        )
    except Conflict:
        now = await services.store.proposals.get(proposal.id)
        if now is None or now.state is not ProposalState.OPEN:
            raise
        yield await _as_it_stands(call, services)
        yield Done(status=Status.ASKING, data=now)
        return
    yield await _as_it_stands(call, services)
    yield Done(status=Status.DONE, data=done)


async def reject_form(call: Call, services: Services) -> Form:
    """Ask for the reason."""
    _, proposal, _ = await _found(call, services)
    words = call.words
    label = words(N_("Why not? {by} reads it."), by=proposal.by_name)
    return _form("review.reject", proposal, label, words(N_("Reject a proposal")), words(N_("Reject")))


def _form(action: str, proposal: Proposal, label: str, title: str, submit: str) -> Form:
    field = Field(name="text", label=label, kind=FieldKind.TEXT, limit=WHY)
    return Form(token=token(action, proposal.id), title=title, fields=(field,), submit=submit)


async def reject(call: Call, services: Services) -> Events:
    """Let it not come true, and tell who made it why."""
    call, proposal, snippet = await _found(call, services)
    await _decides(call, services, proposal, snippet)
    looked = await look_through(call, services, remarked(snippet.name, call.get("text")))
    if looked.stop:
        yield looked.stop
        yield Done(status=Status.ASKING)
        return
    done = await services.store.proposals.close(
        proposal.id,
        ProposalState.REJECTED,
        by=call.actor.person,
        said=looked.texts[WORDS],
        notice=notice_of(proposal.id),
        write=call.write("reject"),
        act=act_on(call, ActKind.REJECT, snippet, from_person=proposal.by),
    )
    yield await _shown(call, services, done, snippet)
    yield Done(status=Status.DONE, data=done)


async def withdraw(call: Call, services: Services) -> Events:
    """Take back what the person proposed themselves."""
    call, proposal, snippet = await _found(call, services)
    if proposal.by != call.actor.person:
        raise Forbidden(N_("Only {by} can withdraw it. Nothing was changed."), by=proposal.by_name)
    done = await services.store.proposals.close(
        proposal.id,
        ProposalState.WITHDRAWN,
        by=call.actor.person,
        said="",
        notice=notice_of(proposal.id),
        write=call.write("withdraw"),
        act=act_on(call, ActKind.WITHDRAW, snippet),
    )
    yield await _shown(call, services, done, snippet)
    yield Done(status=Status.DONE, data=done)


async def reply_form(call: Call, services: Services) -> Form:
    """Ask what is to be said."""
    _, proposal, _ = await _found(call, services)
    words = call.words
    label = words(N_("What {by} and all who decide read"), by=proposal.by_name)
    return _form("review.reply", proposal, label, words(N_("Reply to a proposal")), words(N_("Reply")))


async def reply(call: Call, services: Services) -> Events:
    """Say something about it to who made it and to all who decide."""
    call, proposal, snippet = await _found(call, services)
    looked = await look_through(call, services, remarked(snippet.name, call.get("text")))
    if looked.stop:
        yield looked.stop
        yield Done(status=Status.ASKING)
        return
    done = await services.store.proposals.remark(
        proposal.id,
        looked.texts[WORDS],
        by=call.actor.person,
        notice=notice_of(proposal.id),
        write=call.write("reply"),
    )
    yield await _shown(call, services, done, snippet)
    yield Done(status=Status.DONE, data=done)


async def diff(call: Call, services: Services) -> Events:
    """Show the whole difference."""
    call, proposal, snippet = await _found(call, services)
    before, after = await texts(proposal, snippet, services)
    title = title_of(proposal, snippet, call.words)
    yield Diff(slot="diff", title=title, delta=await difference(before, after), data=proposal)
    yield Done(status=Status.DONE, data=proposal)


async def back(call: Call, services: Services) -> Events:
    """Have the version count again that counted before."""
    call, proposal, snippet = await _found(call, services)
    await _decides_back(call, services, proposal, snippet)
    decision = proposal.decision
    if decision is None or snippet.counting(proposal.label) != decision.number:
        raise Conflict(
            N_("{name} was changed meanwhile. Nothing was changed now."),
            advice=N_("/history shows its versions; label or restore the one you want."),
            name=snippet.name,
        )
    stop = await _put_back(call, services, proposal, snippet)
    if stop:
        yield stop
        yield Done(status=Status.ASKING)
        return
    await services.store.proposals.changed(snippet.id, notice_of)
    yield await _as_it_stands(call, services)
    yield Done(status=Status.DONE, data=proposal)


async def _decides_back(call: Call, services: Services, proposal: Proposal, snippet: Snippet) -> None:
    """Let the person of a call go back, or raise. It undoes no work, so that who approved may do it alone."""
    protected = await is_protected(services, snippet, proposal.label)
    if snippet.owner != call.actor.person or protected:
        access(call.actor, snippet, Verb.APPROVE, channel=channel_scope(call.whence))


async def _put_back(call: Call, services: Services, proposal: Proposal, snippet: Snippet) -> Choices | None:
    """Put the version back, or ask about what is in its text where it is saved anew."""
    library, by = services.store.library, call.actor.person
    if proposal.label:
        act = act_on(call, ActKind.LABEL, snippet, label=proposal.label, number=str(proposal.before))
        await library.label(snippet.id, proposal.label, proposal.before, by=by, write=call.write("back"), act=act)
        return None
    old = await library.version(snippet.id, proposal.before)
    if old is None:
        raise NotFound(GONE)
    looked = await look_through(call, services, Keeping(name=snippet.name, texts=written(old.text), others=True))
    if looked.stop:
        return looked.stop
    why = call.words(N_("back to v{number}"), number=proposal.before)
    await library.save(
        snippet.scope,
        snippet.name,
        looked.texts[PROMPT],
        author=by,
        why=why,
        expected=snippet.newest.number,
        target=old.target,
        write=call.write("back"),
    )
    return None


# --- proposing -------------------------------------------------------------------------------------------------------


async def made(call: Call, services: Services) -> Events:
    """Propose what was asked about, with a reason."""
    card = await propose(call, services)
    if isinstance(card, Choices):
        yield card
        yield Done(status=Status.ASKING)
        return
    yield card
    yield Done(status=Status.DONE, data=card.data)


async def copy(call: Call, services: Services) -> Events:
    """Keep the text as a prompt of the person's own."""
    wish = await kept(call, services, call.subject, Wish)
    snippet = await services.store.library.by_id(wish.snippet)
    if snippet is None or snippet.scope not in seen(call):
        raise NotFound(N_("That prompt is no longer there."), advice=N_("/find lists what there is."))
    texts = written(wish.text, wish.about, wish.why)
    looked = await look_through(call, services, Keeping(name=snippet.name, texts=texts, others=False))
    if looked.stop:
        yield looked.stop
        yield Done(status=Status.ASKING)
        return
    saved = await services.store.library.save(
        personal(call.actor),
        snippet.name,
        looked.texts[PROMPT],
        author=call.actor.person,
        why=looked.texts.get(REASON, ""),
        about=looked.texts.get(ABOUT),
        target=wish.target,
        write=call.write("copy"),
    )
    yield await saved_card(saved, call, services, looked.notes)
    yield Done(status=Status.DONE, data=saved)


async def home(actor: Actor, words: Words, services: Services) -> tuple[Section, ...]:
    """Show those who decide what waits for their word."""
    if actor.team is None or actor.role.rank < Role.REVIEWER.rank:
        return ()
    scope = Scope(ScopeKind.TEAM, actor.team)
    waiting = await services.store.proposals.open(scope, limit=AT_HOME)
    shown = [(one, await services.store.library.by_id(one.snippet)) for one in waiting]
    items = tuple(listed(one, snippet, words) for one, snippet in shown if snippet)
    if not items:
        return ()
    return (Section(title=words(WAITING), parts=(Items(items),), buttons=(Button(words(N_("All")), token("review")),)),)


COMMANDS = (
    Command(
        verb="review",
        help=N_("What is proposed for the team's prompts, and your word on it"),
        example="review",
        details=N_(
            "Whoever saves over another's prompt of the team, or moves a protected label, proposes that with a reason."
            " Reviewers approve, reply or reject. Nobody approves what they propose themselves unless they are the only"
            " one who can."
        ),
        order=66,
        names={"fr": ("relire",)},
        arguments=(
            Argument(
                name="name",
                names={"fr": "nom"},
                kind=Kind.SNIPPET,
                about=N_("Only what is proposed for this prompt"),
            ),
        ),
        run=review,
        home=home,
        notice=notice,
        actions=(
            Action(name="propose", run=made, form=propose_form),
            Action(name="copy", run=copy),
            Action(name="approve", run=approve),
            Action(name="reject", run=reject, form=reject_form),
            Action(name="withdraw", run=withdraw),
            Action(name="reply", run=reply, form=reply_form),
            Action(name="diff", run=diff),
            Action(name="back", run=back),
        ),
    ),
)
