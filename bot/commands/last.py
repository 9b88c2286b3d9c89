"""last: what I was working on, on any device."""

from bot.commands._cards import version_card
from bot.commands._work import reread
from bot.dialogue.action import token
from bot.dialogue.command import Action, Call, Command, Events, Section, Services
from bot.dialogue.events import Button, Choices, Done, Item, Items, Line
from bot.domain import Actor, Session, SessionId, Status, Work
from bot.errors import NotFound, Refused
from bot.words import N_, Words

MOST = 5
"""Sessions shown."""


async def last(call: Call, services: Services) -> Events:
    """Go on with what was touched last; offer what came before. Neither is shown before others."""
    if call.shared:
        raise Refused(
            N_("What you worked on elsewhere is yours, so I do not show it before others."),
            advice=N_("Type /last: that answer is for you alone."),
        )
    sessions = await services.store.sessions.recent(call.actor.person, MOST)
    if not sessions:
        yield Choices(slot="last", question=call.words(N_("You have not worked on a prompt yet.")), buttons=(
            Button(call.words(N_("Draft one")), token("draft")),
        ))  # fmt: skip
        yield Done(status=Status.DONE, data=())
        return
    work = await _open(call, services, sessions[0])
    yield version_card(work, call.words)
    if sessions[1:]:
        yield _others(sessions[1:], call.words)
    yield Done(status=Status.DONE, data=work.version)


async def _open(call: Call, services: Services, session: Session) -> Work:
    await services.store.sessions.attach(call.conversation, session.id)
    version = await services.store.sessions.version(session.head) if session.head else None
    if version is None:
        raise NotFound(N_("That conversation is no longer there."))
    return await reread(services, version)


def _others(sessions: tuple[Session, ...], words: Words) -> Choices:
    return Choices(
        slot="others",
        question=words(N_("Before that:")),
        buttons=tuple(Button(session.title, token("last.open", session.id)) for session in sessions),
        data=sessions,
    )


async def open_one(call: Call, services: Services) -> Events:
    """Go on with one of the others."""
    session = await services.store.sessions.session(SessionId(call.subject))
    if session is None or session.owner != call.actor.person:
        raise NotFound(N_("That conversation is no longer there."), advice=N_("/last shows what there is."))
    work = await _open(call, services, session)
    yield version_card(work, call.words)
    yield Done(status=Status.DONE, data=work.version)


async def home(actor: Actor, words: Words, services: Services) -> tuple[Section, ...]:
    """Offer to go on with what was touched last, and list what came before, on a home screen."""
    sessions = await services.store.sessions.recent(actor.person, MOST)
    if not sessions:
        nothing = Line(words(N_("Nothing yet. Draft your first prompt.")))
        return (Section(title=words(N_("Continue")), parts=(nothing,)),)
    first, *others = (_item(one, words) for one in sessions)
    going_on = Section(title=words(N_("Continue")), parts=(Items((first,)),))
    before = Section(title=words(N_("Recent")), parts=(Items(tuple(others)),))
    return (going_on, before) if others else (going_on,)


def _item(session: Session, words: Words) -> Item:
    go_on = Button(words(N_("Go on")), token("last.open", session.id))
    edit = (Button(words(N_("Edit")), token("edit", session.head)),) if session.head else ()
    return Item(title=session.title, buttons=(go_on, *edit))


COMMANDS = (
    Command(
        verb="last",
        help=N_("Go on with what you were working on, on any device"),
        example="last",
        order=45,
        names={"fr": ("dernier",)},
        run=last,
        home=home,
        tool=True,
        actions=(Action(name="open", run=open_one),),
    ),
)
