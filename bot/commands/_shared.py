"""A prompt that all in a place see: its card, and what anyone there does with it."""

from collections.abc import Sequence

from bot.commands._cards import version_card
from bot.commands._filling import blanks, described, used
from bot.commands._records import Shown, gone, keep, kept
from bot.commands._together import together
from bot.commands._work import begin, title_of
from bot.dialogue.action import token
from bot.dialogue.command import Call, Events, Services
from bot.dialogue.events import Button, Card, Done, Line, Part, Prompt, Style, Tone
from bot.dialogue.form import Form
from bot.domain import Origin, Snippet, Status, Version
from bot.library.fragments import Fragment, Whole
from bot.library.templates import includes
from bot.library.variables import read
from bot.words import N_

VARIABLES = 8
"""Variables named on a card that is for all to see; the form asks for every one."""


def place(call: Call) -> str:
    """Name where something is shown: the place, or where there is none, the conversation."""
    whence = call.whence
    where = whence.place.tenant if whence.place else f"{whence.account.tenant}:{whence.channel}"
    return f"{whence.account.platform}:{where}"


async def public_card(
    call: Call, services: Services, shown: Shown, of: Snippet | Version, notes: Sequence[str] = ()
) -> Card:
    """Make the card that all who are here see. `notes`: what is strange in the text."""
    words, record = call.whence.words, await keep(call, services, shown)  # everyone reads it, in their own language
    file = f"{shown.name.replace('/', '-')}.md" if isinstance(of, Snippet) else "prompt.md"
    parts: list[Part] = [Line(shown.about)] if shown.about else []
    parts.append(Prompt(shown.text, file))
    sheet = read(shown.text)
    asked = sheet.variables
    parts.extend(described(asked[:VARIABLES], words))
    if len(asked) > VARIABLES:
        more = words.count(N_("and {number} more"), N_("and {number} more"), len(asked) - VARIABLES)
        parts.append(Line(more, Tone.QUIET))
    names = bool(asked or includes(sheet.body))
    if shown.which:
        parts.append(Line(shown.which, Tone.QUIET))
    parts.extend(Line(note, Tone.QUIET) for note in notes)
    use = (Button(words(N_("Use it")), token("share.use", record), Style.PRIMARY),) if names else ()
    buttons = (
        *use,
        Button(words(N_("Copy")), token("share.copy", record), Style.PLAIN if names else Style.PRIMARY),
        Button(words(N_("Make it mine")), token("share.mine", record)),
    )
    title = words(N_("{prompt} · shared by {name}"), prompt=shown.name, name=call.actor.name)
    return Card(slot="shared", title=title, parts=tuple(parts), buttons=buttons, public=True, data=of)


async def _shown(call: Call, services: Services) -> Shown:
    """Anyone in the place where a prompt was shared may press its buttons."""
    shown = await kept(call, services, call.subject, Shown, public=True)
    if shown.where != place(call):
        raise gone()
    return shown


async def _used(call: Call, services: Services, shown: Shown) -> None:
    """Count that a saved prompt was used."""
    if shown.snippet:
        await services.store.library.used(shown.snippet, call.write("used"))


async def copy(call: Call, services: Services) -> Events:
    """Give the exact text of what was shared, to the presser alone."""
    shown = await _shown(call, services)
    await _used(call, services, shown)
    yield Card(slot="copy", title="", parts=(Prompt(shown.text),), data=shown)
    yield Done(status=Status.DONE, data=shown)


async def use_form(call: Call, services: Services) -> Form | None:
    """Ask for what is to be filled in."""
    whole = await _together(call, services, await _shown(call, services))
    return blanks(token("share.use", call.subject), whole.variables, call.words)


async def _together(call: Call, services: Services, shown: Shown) -> Whole:
    """Put what was shared together with what it includes, as far as the presser may see that."""
    return await together(call, services, Fragment("", shown.name, shown.text))


async def use(call: Call, services: Services) -> Events:
    """Give what was shared with its variables filled in, to the presser alone."""
    shown = await _shown(call, services)
    whole = await _together(call, services, shown)
    await _used(call, services, shown)
    card = used(whole, {one.name: call.get(one.name) for one in whole.variables}, call.words)
    yield card
    yield Done(status=Status.DONE, data=card.data)


async def mine(call: Call, services: Services) -> Events:
    """Begin a private copy of what was shared."""
    shown = await _shown(call, services)
    why = call.words(N_("shared by {name}"), name=shown.by)
    work = await begin(call, services, shown.text, Origin.OPENED, shown.name or title_of(shown.text), why=why)
    yield version_card(work, call.words)
    yield Done(status=Status.DONE, data=work.version)
