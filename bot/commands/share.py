"""share: a saved prompt for the team's library, or as one message for all who are here."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import replace

from bot.commands._acts import act_of
from bot.commands._cards import lost_names, share_subject, snippet_card, which_version
from bot.commands._records import Shown, is_first
from bot.commands._safety import PROMPT, Keeping, Looked, look_through, written
from bot.commands._shared import copy, mine, place, public_card, use, use_form
from bot.commands._work import current, named, nothing_open, snippet_named, version_of
from bot.commands.show import snippet_by
from bot.dialogue.action import token
from bot.dialogue.alone import QUIET
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Services, channel_scope
from bot.dialogue.events import Button, Card, Choices, Done, Line, Style, Tone
from bot.dialogue.inbound import Spot
from bot.domain import ActKind, ScopeKind, Snippet, SnippetVersion, Status, Version, Work
from bot.errors import NotFound, Refused
from bot.library.access import Verb, access, team_to_add_to
from bot.library.templates import includes
from bot.library.variables import read
from bot.words import N_

INCLUDED = 20
"""Includes of a prompt that are looked for as it is shared."""
ALONE = N_("Only you are here: there is nobody to show it to.")
ELSEWHERE = N_("In a channel, /share shows it to all who are there.")


async def share(call: Call, services: Services) -> Events:
    """Share a saved prompt, or without a name the current one, where the person says; ask where, when they do not."""
    if not call.get("name"):
        async with aclosing(_current(call, services)) as events:
            async for event in events:
                yield event
        return
    snippet, wanted = await snippet_named(call, services, call.get("name"))
    access(call.actor, snippet, Verb.SHARE, channel=channel_scope(call.whence))
    if call.get("to") == "team":
        card = await _to_team(call, services, snippet)
        yield card
        yield _done(card, snippet)
    elif call.get("to") == "here":
        _together(call)
        version = await version_of(services, snippet, wanted)
        card = await _here(call, services, snippet, version)
        yield card
        yield _done(card, snippet)
    else:
        where = _where(call, snippet, (await version_of(services, snippet, wanted)).number)
        yield where
        yield Done(status=Status.ASKING if where.buttons else Status.DONE, data=snippet)


def _done(card: Card | Choices, shared: Snippet | Version) -> Done:
    """End with what was shared, or with the question that comes first."""
    return Done(status=Status.ASKING if isinstance(card, Choices) else Status.DONE, data=shared)


async def _current(call: Call, services: Services) -> Events:
    """Share what is worked on: here as it stands; a team finds only what has a name."""
    work = await named(call, services, call.subject) if call.subject else await current(call, services)
    if work is None:
        yield nothing_open(call)
        yield Done(status=Status.ASKING)
    elif call.get("to") == "here":
        _together(call)
        card = await _work_here(call, services, work)
        yield card
        yield _done(card, work.version)
    elif call.get("to") == "team" and (snippet := await _saved(call, services, work)):
        card = await _to_team(call, services, snippet)
        yield card
        yield _done(card, snippet)
    else:
        yield _where_work(call, work)
        yield Done(status=Status.ASKING, data=work.version)


async def _saved(call: Call, services: Services, work: Work) -> Snippet | None:
    """Give the saved prompt that is what is worked on, to the letter; None where nothing is saved so."""
    if work.session.base is None:
        return None
    try:
        snippet, _ = await snippet_by(replace(call, subject=work.session.base.snippet), services)
    except NotFound:  # it was deleted since
        return None
    if snippet.newest.text != work.version.text:
        return None
    access(call.actor, snippet, Verb.SHARE, channel=channel_scope(call.whence))
    return snippet


def _others_here(call: Call) -> bool:
    """Tell whether anyone else reads what is shown where the call comes from."""
    return call.whence.spot in {Spot.CHANNEL, Spot.THREAD} and not call.quiet


def _together(call: Call) -> None:
    """Raise `Refused` where there is nobody to show anything to, or nothing may be shown."""
    if call.quiet:
        raise Refused(QUIET, advice=N_("to=team puts it into the team's library."))
    if not _others_here(call):
        both = N_("In a channel, /share shows it to all who are there; to=team puts it into the team's library.")
        raise Refused(ALONE, advice=both if call.actor.team else ELSEWHERE)


async def _look_for_all(call: Call, services: Services, keeping: Keeping) -> Looked:
    """Look at what all are to see: who shows it is asked in their language, the place is told in its own."""
    looked, here = await look_through(call, services, keeping), call.whence.words
    if looked.stop or here.locale == call.words.locale:
        return looked
    return await look_through(replace(call, words=here), services, keeping)


def _where_work(call: Call, work: Work) -> Choices:
    words, version = call.words, work.version.id
    save = Button(words(N_("Save")), token("save", version))
    if call.get("to") == "team":
        question = words(N_("Save {name} under a name first; then share it with the team."), name=work.name)
        return Choices(slot="share", question=question, buttons=(save,))
    if not _others_here(call):
        alone = N_(
            "Only you are here. Save {name} under a name: then /share passes it on, to your team or in a channel."
        )
        return Choices(slot="share", question=words(alone, name=work.name), buttons=(save,))
    return Choices(
        slot="share",
        question=words(N_("Where do you want to share {name}?"), name=work.name),
        parts=(Line(words(N_("The team finds it once it is saved under a name.")), Tone.QUIET),),
        buttons=(Button(words(N_("Show it here")), token("share.work", version), Style.PRIMARY), save),
    )


async def work_here(call: Call, services: Services) -> Events:
    """Show a version to all who are here."""
    work = await named(call, services, call.subject)
    _together(call)
    card = await _work_here(call, services, work, once=True)
    yield card
    yield _done(card, work.version)


def _stands(call: Call) -> Card:
    """Answer the second press of a double click."""
    words = call.words
    later = Line(words(N_("To show it once more, press again in a minute.")), Tone.QUIET)
    return Card(slot="stands", title=words(N_("It stands here already.")), parts=(later,))


async def _work_here(call: Call, services: Services, work: Work, *, once: bool = False) -> Card | Choices:
    mend = (
        Button(call.words(N_("Take it out")), token("edit.clean", work.version.id), Style.PRIMARY),
        Button(call.words(N_("Edit by hand")), token("edit", work.version.id)),
    )
    texts = {PROMPT: work.version.text}
    keeping = Keeping(name=work.session.title, texts=texts, others=True, shared=True, mend=mend)
    looked = await _look_for_all(call, services, keeping)
    if looked.stop:
        return looked.stop
    if once and not await is_first(call, services, f"show {work.version.id}"):
        return _stands(call)
    shown = Shown(work.session.title, work.version.text, "", call.actor.name, place(call))
    return await public_card(call, services, shown, work.version, looked.notes)


async def ask(call: Call, services: Services) -> Events:
    """Ask where a prompt is to be shared."""
    snippet, version = await snippet_by(call, services)
    where = _where(call, snippet, version.number)
    yield where
    yield Done(status=Status.ASKING if where.buttons else Status.DONE, data=snippet)


def _where(call: Call, snippet: Snippet, number: int) -> Choices:
    words, buttons = call.words, []
    if call.actor.team and snippet.scope.kind is not ScopeKind.TEAM:
        buttons.append(Button(words(N_("Into the team's library")), token("share.team", snippet.id)))
    if _others_here(call):
        here = token("share.here", share_subject(snippet, number))
        buttons.append(Button(words(N_("Show it here")), here, Style.PRIMARY))
    if not buttons:
        return Choices(slot="share", question=words(QUIET if call.quiet else ALONE), parts=(Line(words(ELSEWHERE)),))
    return Choices(
        slot="share",
        question=words(N_("Where do you want to share {name}?"), name=snippet.name),
        buttons=tuple(buttons),
    )


async def to_team(call: Call, services: Services) -> Events:
    """Move a prompt into the team's library."""
    snippet, _ = await snippet_by(call, services)
    access(call.actor, snippet, Verb.SHARE, channel=channel_scope(call.whence))
    card = await _to_team(call, services, snippet)
    yield card
    yield _done(card, snippet)


def _sharing(call: Call, snippet: Snippet, texts: Mapping[str, str]) -> Keeping:
    mend = Button(call.words(N_("Work on it")), token("show.open", snippet.id), Style.PRIMARY)
    return Keeping(name=snippet.name, texts=texts, others=True, shared=True, mend=(mend,))


async def _whole(services: Services, snippet: Snippet) -> dict[str, str]:
    """Give all that the team gets to read with a prompt: its earlier versions and the reasons for them too."""
    newest = snippet.newest
    older = [one for one in await services.store.library.versions(snippet.id) if one.number != newest.number]
    texts = {f"v{one.number}": "\n".join(filter(None, (one.text, one.why))) for one in reversed(older)}
    return {**written(newest.text, snippet.about, newest.why), **texts}


async def _to_team(call: Call, services: Services, snippet: Snippet) -> Card | Choices:
    words = call.words
    if call.actor.team is None:
        raise Refused(N_("You have no team here to share with."), advice=N_("Share it from a place that has one."))
    before, looked = snippet.aliases, Looked()
    if snippet.scope.kind is not ScopeKind.TEAM:
        looked = await look_through(call, services, _sharing(call, snippet, await _whole(services, snippet)))
        if looked.stop:
            return looked.stop
        team, act = team_to_add_to(call.actor), act_of(call, ActKind.SHARE, name=snippet.name)
        snippet = await services.store.library.move(snippet.id, team, call.write("share"), act=act)
    note = words(N_("Everybody in the team finds {name} now. It is still yours."), name=snippet.name)
    version = await version_of(services, snippet, None)
    used = words(N_("The team uses {version}."), version=which_version(snippet, version, words))
    which = (used,) if _several(snippet) else ()
    lost, alone = lost_names(before, snippet, words), await _left_alone(call, services, snippet, version)
    notes = (*looked.notes, *alone)
    return snippet_card(snippet, words, version, note=" ".join((note, *which, *lost)), notes=notes)


async def _left_alone(call: Call, services: Services, snippet: Snippet, version: SnippetVersion) -> tuple[str, ...]:
    """Say what it includes that the team does not find."""
    names = dict.fromkeys(name.partition("@")[0].strip() for name in includes(read(version.text).body))
    get = services.store.library.get
    missing = [name for name in list(names)[:INCLUDED] if await get((snippet.scope,), name) is None]
    said = N_("It includes {names}, which the team does not find: share that as well.")
    return (call.words(said, names=", ".join(missing)),) if missing else ()


def _several(snippet: Snippet) -> bool:
    """Tell whether it is worth saying which version is meant."""
    return snippet.newest.number > 1 or bool(snippet.labels)


async def to_here(call: Call, services: Services) -> Events:
    """Show a prompt to all who are here."""
    snippet, version = await snippet_by(call, services)
    access(call.actor, snippet, Verb.SHARE, channel=channel_scope(call.whence))
    _together(call)
    card = await _here(call, services, snippet, version, once=True)
    yield card
    yield _done(card, snippet)


async def _here(
    call: Call, services: Services, snippet: Snippet, version: SnippetVersion, *, once: bool = False
) -> Card | Choices:
    """Show it to all who are here; `once`: unless the same was done a moment ago."""
    looked = await _look_for_all(call, services, _sharing(call, snippet, written(version.text, snippet.about)))
    if looked.stop:
        return looked.stop
    if once and not await is_first(call, services, f"show {snippet.id}.{version.number}"):
        return _stands(call)
    which = which_version(snippet, version, call.whence.words) if _several(snippet) else ""
    shown = Shown(snippet.name, version.text, snippet.about, call.actor.name, place(call), which, snippet.id)
    return await public_card(call, services, shown, snippet, looked.notes)


COMMANDS = (
    Command(
        verb="share",
        help=N_("Share a prompt with the team or with all who are here"),
        example="share release-notes to=team",
        order=70,
        names={"fr": ("partager",)},
        arguments=(
            Argument(
                name="name",
                names={"fr": "nom"},
                kind=Kind.SNIPPET,
                about=N_("The saved prompt; empty: the current one"),
            ),
            Argument(
                name="to",
                names={"fr": "vers"},
                kind=Kind.CHOICE,
                about=N_("Where"),
                choices=(N_("here"), N_("team")),
                option=True,
            ),
        ),
        run=share,
        on_current=("name",),
        actions=(
            Action(name="ask", run=ask),
            Action(name="team", run=to_team),
            Action(name="here", run=to_here),
            Action(name="work", run=work_here),
            Action(name="use", run=use, form=use_form),
            Action(name="copy", run=copy),
            Action(name="mine", run=mine),
        ),
    ),
)
