"""undo: back to the version before. Nothing is lost: every version stays."""

from bot.commands._cards import version_card
from bot.commands._work import current, named, nothing_open, reread
from bot.dialogue.action import token
from bot.dialogue.command import Call, Command, Events, Services, Visibility
from bot.dialogue.events import Button, Card, Choices, Done, Style
from bot.domain import Status, VersionId, Work
from bot.errors import Conflict, Forbidden
from bot.words import N_


async def undo(call: Call, services: Services) -> Events:
    """Move back to the parent of the version that is shown, or of the current one."""
    work = await named(call, services, call.subject) if call.subject else await current(call, services)
    if work is None:
        yield nothing_open(call)
        yield Done(status=Status.ASKING)
    elif not work.latest:
        yield await _moved(call, services, work)
        yield Done(status=Status.ASKING)
    elif work.version.parent is None:
        yield Card(
            slot="prompt",
            title=call.words(N_("{name} is the first version; there is nothing to undo."), name=work.name),
        )
        yield Done(status=Status.DONE, data=work.version)
    else:
        back = await _back(call, services, work, work.version.parent)
        yield version_card(
            back, call.words, note=call.words(N_("Back from v{number}, which is kept."), number=work.version.number)
        )
        yield Done(status=Status.DONE, data=back.version)


async def _back(call: Call, services: Services, work: Work, parent: VersionId) -> Work:
    if work.session.owner != call.actor.person and not call.shared:
        raise Forbidden(
            N_("{title} is not yours to undo. Nothing was changed."),
            title=work.session.title,
            advice=N_("Refine makes a copy of your own."),
        )
    if not await services.store.sessions.move_head(work.session.id, work.version.id, parent):
        raise Conflict(N_("The prompt changed at the same moment."), advice=N_("Look at it with /last and undo again."))
    await services.store.sessions.attach(call.conversation, work.session.id)
    version = await services.store.sessions.version(parent)
    if version is None:
        raise RuntimeError("a version without its parent")
    return await reread(services, version)


async def _moved(call: Call, services: Services, work: Work) -> Choices:
    words, session = call.words, work.session
    head = await services.store.sessions.version(session.head) if session.head else None
    newest = head or work.version
    said = N_("{title} has moved on to v{newest} since v{number} was shown. Undo v{newest}?")
    return Choices(
        slot="prompt",
        question=words(said, title=session.title, newest=newest.number, number=work.version.number),
        buttons=(
            Button(words(N_("Undo v{newest}"), newest=newest.number), token("undo", newest.id), Style.PRIMARY),
            Button(words(N_("Back to v{number}"), number=work.version.number), token("refine.back", work.version.id)),
        ),
    )


COMMANDS = (
    Command(
        verb="undo",
        help=N_("Go back to the version before"),
        example="undo",
        order=40,
        names={"fr": ("annuler",)},
        run=undo,
        visibility=Visibility.SHARED,
        on_current=(),
        tool=True,
    ),
)
