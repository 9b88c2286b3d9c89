"""edit: a prompt changed by hand, in a form, or as a file that goes out and comes in again."""

from bot.commands._cards import change_diff, version_card
from bot.commands._work import Work, add, begin, current, document, named, nothing_open, title_of
from bot.dialogue.action import token
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Services, Visibility
from bot.dialogue.events import Attachment, Card, Done, Line
from bot.dialogue.form import Field, FieldKind, Form
from bot.dialogue.guard import allow, unallowed
from bot.domain import NewVersion, Origin, Status
from bot.engineer.checks.secrets import mask
from bot.errors import Usage
from bot.words import N_


async def edit(call: Call, services: Services) -> Events:
    """Take a text written by hand as the new version; without one, give the file out to be changed."""
    work = await _work(call, services)
    text = call.get("text") or (call.material.files[0].text if call.material.files else "")
    if work is None:
        yield nothing_open(call)
        yield Done(status=Status.ASKING)
    elif not text:
        yield _file(work, call)
        yield Done(status=Status.DONE, data=work.version)
    elif text == work.version.text:
        yield version_card(work, call.words, note=call.words(N_("Nothing was changed.")))
        yield Done(status=Status.DONE, data=work.version)
    else:
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


async def _work(call: Call, services: Services) -> Work | None:
    if call.subject or call.get("name"):
        return await document(call, services, "name")
    return await current(call, services)


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
    if call.get("text") or call.material.files or call.get("name"):
        return None
    work = await named(call, services, call.subject) if call.subject else await current(call, services)
    if work is None:
        return None
    field = Field(name="text", label=call.words(N_("The prompt")), kind=FieldKind.TEXT, default=work.version.text)
    return Form(
        token=token("edit", work.version.id),
        title=call.words(N_("Edit {title}"), title=work.session.title),
        fields=(field,),
        submit=call.words(N_("Keep")),
    )


async def paste(call: Call, services: Services) -> Events:
    """Begin with a prompt that was pasted."""
    text = call.get("text") or (call.material.files[0].text if call.material.files else "")
    if not text.strip():
        raise Usage(N_("There was no text in it."), advice=N_("Paste the prompt and send it."))
    work = await begin(call, services, text, Origin.PASTED, title_of(text))
    yield version_card(work, call.words)
    yield Done(status=Status.DONE, data=work.version)


async def paste_form(call: Call, services: Services) -> Form:  # noqa: ARG001 - a form maker is given both
    """Ask for the prompt."""
    words = call.words
    field = Field(name="text", label=words(N_("The prompt")), kind=FieldKind.TEXT)
    return Form(token=token("edit.paste"), title=words(N_("Paste a prompt")), fields=(field,), submit=words(N_("Go")))


async def mask_it(call: Call, services: Services) -> Events:
    """Make a version with what looks like a secret taken out."""
    work = await named(call, services, call.subject)
    found = await unallowed(work.version.text, call.actor.person, services.store)
    new = NewVersion(
        text=mask(work.version.text, found),
        origin=Origin.MASKED,
        author=call.actor.person,
        parent=work.version.id,
        why=call.words(N_("a secret masked")),
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
            "Opens the current prompt, or a saved one, to be changed by hand. A changed file can be sent back too."
        ),
        order=35,
        names={"fr": ("modifier",)},
        arguments=(
            Argument(
                name="name", kind=Kind.SNIPPET, about=N_("A saved prompt (@name); empty: the current one"), sigil=True
            ),
            Argument(name="text", kind=Kind.DOCUMENT, about=N_("The new text; empty: change it in a form")),
        ),
        run=edit,
        visibility=Visibility.SHARED,
        on_current=("name",),
        form=edit_form,
        actions=(
            Action(name="paste", run=paste, form=paste_form),
            Action(name="mask", run=mask_it),
            Action(name="allow", run=allow_it),
        ),
    ),
)
