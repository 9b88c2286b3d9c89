"""edit: a prompt changed by hand, in a form, or as a file that goes out and comes in again."""

from contextlib import aclosing

from bot.commands._about import ACTION as ABOUT
from bot.commands._about import OPTIONS, change
from bot.commands._about import asked as described
from bot.commands._cards import change_diff, version_card
from bot.commands._safety import PROMPT, Keeping, cleaned
from bot.commands._work import (
    add,
    begin,
    current,
    named,
    nothing_open,
    open_snippet,
    open_version,
    seen,
    snippet_named,
    title_of,
    version_of,
)
from bot.commands.show import snippet_by
from bot.dialogue.action import token
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Services, Visibility
from bot.dialogue.events import Attachment, Card, Done, Line
from bot.dialogue.form import Field, FieldKind, Form
from bot.dialogue.guard import allow, unallowed
from bot.dialogue.parse import reference
from bot.domain import TEXT_LIMIT, NewVersion, Origin, Status, Work
from bot.engineer.checks.secrets import mask
from bot.errors import Usage
from bot.library.names import NAME_LIMIT
from bot.words import N_


async def edit(call: Call, services: Services) -> Events:
    """Take a text written by hand as the new version; without one, give the file out to be changed."""
    saved, text = await _asked(call, services)
    if described(call):
        if text:
            raise Usage(N_("Change the text, or what is said of it: one after the other. Nothing was changed."))
        async with aclosing(change(call, services, saved)) as events:
            async for event in events:
                yield event
        return
    if saved:
        work: Work | None = await open_snippet(call, services, saved)
    else:
        work = await named(call, services, call.subject) if call.subject else await current(call, services)
    if work is None:
        yield nothing_open(call)
        yield Done(status=Status.ASKING)
    elif not text:
        yield _file(work, call)
        yield Done(status=Status.DONE, data=work.version)
    else:
        async with aclosing(_edited(call, services, work, text)) as events:
            async for event in events:
                yield event


async def _asked(call: Call, services: Services) -> tuple[str, str]:
    """Give the name of the saved prompt that is meant, if one is, and the new text. A line that is nothing but the name
    of a prompt means that prompt.
    """
    name, text = call.get("name"), call.get("text")
    if not name and text:
        name = reference(text) or await _name(text.strip(), call, services)
        if described(call) and "\n" not in text and len(text.strip()) <= NAME_LIMIT:
            name = name or text.strip()  # where no prompt has it, that is what is wrong
        text = "" if name else text
    return name, text or _file_text(call)


async def _name(line: str, call: Call, services: Services) -> str:
    if "\n" in line or len(line) > NAME_LIMIT:
        return ""
    return line if await services.store.library.get(seen(call), line) else ""


def _file_text(call: Call) -> str:
    return call.material.files[0].text if call.material.files else ""


async def _edited(call: Call, services: Services, work: Work, text: str) -> Events:
    if text == work.version.text:
        yield version_card(work, call.words, note=call.words(N_("Nothing was changed.")))
        yield Done(status=Status.DONE, data=work.version)
        return
    new = NewVersion(
        text=text,
        origin=Origin.EDITED,
        author=call.actor.person,
        parent=work.version.id,
        why=call.words(N_("edited by hand")),
        target=work.version.target,
        variables=work.version.variables,
    )
    made = await add(call, services, work, new)
    yield await change_diff(work.version, made, call.words)
    yield Done(status=Status.DONE, data=made.version)


def _file(work: Work, call: Call) -> Attachment:
    note = N_("{name} as a file. Change it and send it back with edit.")
    return Attachment(
        slot="file",
        name="prompt.md",
        media_type="text/markdown",
        content=work.version.text.encode(),
        note=call.words(note, name=work.name),
    )


async def edit_form(call: Call, services: Services) -> Form | None:
    """Give the text to be changed; None when the new text is there or nothing is open."""
    saved, given = await _asked(call, services)
    if given or described(call):
        return None
    if saved:
        snippet, wanted = await snippet_named(call, services, saved)
        version = await version_of(services, snippet, wanted or snippet.newest.number)
        return _form(call, token("edit.saved", f"{snippet.id}.{version.number}"), snippet.name, version.text)
    work = await named(call, services, call.subject) if call.subject else await current(call, services)
    return _form(call, token("edit.text", work.version.id), work.session.title, work.version.text) if work else None


async def saved_form(call: Call, services: Services) -> Form:
    """Give the text of the saved prompt that a button names, to be changed."""
    snippet, version = await snippet_by(call, services, newest=True)
    return _form(call, token("edit.saved", f"{snippet.id}.{version.number}"), snippet.name, version.text)


def _form(call: Call, named_by: str, title: str, text: str) -> Form:
    field = Field(name="text", label=call.words(N_("The prompt")), kind=FieldKind.TEXT, default=text, limit=TEXT_LIMIT)
    return Form(
        token=named_by,
        title=call.words(N_("Edit {title}"), title=title),
        fields=(field,),
        submit=call.words(N_("Keep")),
    )


async def by_hand(call: Call, services: Services) -> Events:
    """Take what came back from the form of a version, exactly."""
    work = await named(call, services, call.subject)
    async with aclosing(_edited(call, services, work, _given(call))) as events:
        async for event in events:
            yield event


async def saved_by_hand(call: Call, services: Services) -> Events:
    """Begin work on a saved prompt with what came back from its form."""
    snippet, version = await snippet_by(call, services, newest=True)
    given = _given(call)
    work = await open_version(call, services, snippet, version)
    async with aclosing(_edited(call, services, work, given)) as events:
        async for event in events:
            yield event


def _given(call: Call) -> str:
    text = call.get("text") or _file_text(call)
    if not text.strip():
        raise Usage(N_("There was no text in it."), advice=N_("Paste the prompt and send it."))
    return text


async def paste(call: Call, services: Services) -> Events:
    """Begin with a prompt that was pasted."""
    text = _given(call)
    work = await begin(call, services, text, Origin.PASTED, title_of(text))
    yield version_card(work, call.words)
    yield Done(status=Status.DONE, data=work.version)


async def paste_form(call: Call, services: Services) -> Form:  # noqa: ARG001 - a form maker is given both
    """Ask for the prompt."""
    words = call.words
    field = Field(name="text", label=words(N_("The prompt")), kind=FieldKind.TEXT, limit=TEXT_LIMIT)
    return Form(token=token("edit.paste"), title=words(N_("Paste a prompt")), fields=(field,), submit=words(N_("Go")))


async def mask_it(call: Call, services: Services) -> Events:
    """Make a version with what looks like a secret taken out."""
    work = await named(call, services, call.subject)
    found = await unallowed(work.version.text, call.actor.person, services.store)
    text, why = mask(work.version.text, found), call.words(N_("a secret masked"))
    async with aclosing(_masked(call, services, work, text, why)) as events:
        async for event in events:
            yield event


async def clean(call: Call, services: Services) -> Events:
    """Make a version without what sharing it asks about: secrets, and what belongs to one person."""
    work = await named(call, services, call.subject)
    keeping = Keeping(name=work.session.title, texts={PROMPT: work.version.text}, others=True)
    text = (await cleaned(call, services, keeping))[PROMPT]
    async with aclosing(_masked(call, services, work, text, call.words(N_("made fit to be shared")))) as events:
        async for event in events:
            yield event


async def _masked(call: Call, services: Services, work: Work, text: str, why: str) -> Events:
    new = NewVersion(
        text=text,
        origin=Origin.MASKED,
        author=call.actor.person,
        parent=work.version.id,
        why=why,
        target=work.version.target,
        variables=work.version.variables,
    )
    made = await add(call, services, work, new)
    yield await change_diff(work.version, made, call.words)
    yield Done(status=Status.DONE, data=made.version)


async def allow_it(call: Call, services: Services) -> Events:
    """Remember that what looks like a secret in a version is none."""
    work = await named(call, services, call.subject)
    await allow((work.version.text,), call.actor.person, services.store)
    said = N_("Noted: it is no secret. Ask again, and I go on.")
    yield Card(slot="secret", title=work.name, parts=(Line(call.words(said)),))
    yield Done(status=Status.DONE, data=work.version)


COMMANDS = (
    Command(
        verb="edit",
        help=N_("Change a prompt by hand"),
        example="edit @release-notes",
        details=N_(
            "Opens the current prompt, or a saved one, to be changed by hand. A changed file can be sent back too. The"
            " options change what is said of a saved prompt instead: edit @release-notes rename=notes tags=release,git"
        ),
        order=35,
        names={"fr": ("modifier",)},
        arguments=(
            Argument(
                name="name",
                names={"fr": "nom"},
                kind=Kind.SNIPPET,
                about=N_("A saved prompt (@name); empty: the current one"),
                sigil=True,
            ),
            Argument(
                name="text",
                names={"fr": "texte"},
                kind=Kind.DOCUMENT,
                about=N_("The new text; empty: change it in a form"),
            ),
            *OPTIONS,
        ),
        run=edit,
        visibility=Visibility.SHARED,
        on_current=("name",),
        form=edit_form,
        tool=True,
        actions=(
            ABOUT,
            Action(name="text", run=by_hand),
            Action(name="saved", run=saved_by_hand, form=saved_form),
            Action(name="paste", run=paste, form=paste_form),
            Action(name="mask", run=mask_it),
            Action(name="clean", run=clean),
            Action(name="allow", run=allow_it),
        ),
    ),
)
