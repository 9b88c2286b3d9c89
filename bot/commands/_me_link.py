"""Two accounts that become one person, by a code that was got privately in one and typed privately in the other."""

from collections.abc import Iterator

from bot.commands._records import Joining, keep, kept
from bot.dialogue.action import token
from bot.dialogue.command import Call, Events, Services
from bot.dialogue.events import Button, Card, Choices, Done, Facts, Line, Part, Prompt, Style, Tone
from bot.domain import Side, Status, Union
from bot.errors import Refused
from bot.library import codes
from bot.words import N_, Words

SHOWN = 20
"""New names that are shown; the rest is counted."""
SHOWN_ONCE = N_("A code was shown here once. Type the command again for another.")


async def link(call: Call, services: Services) -> Events:
    """Give a code, or look at one that was typed."""
    if typed := codes.plain(call.get("value")):
        yield await _preview(call, services, typed)
        yield Done(status=Status.ASKING)
    else:
        yield await _code(call, services)
        yield Done(status=Status.DONE)


async def _code(call: Call, services: Services) -> Card:
    words, code = call.words, codes.make()
    await services.store.links.offer(call.actor.person, services.store.vault.fingerprint(codes.plain(code)))
    return code_card(
        words,
        title=words(N_("Join another account of yours")),
        where=words(N_("Type this to me in your other account, where only you and I are, or give the code alone:")),
        command=f"/prompt me link {code}",
        said=words(
            N_(
                "It can be used once, for ten minutes. Give it to nobody: whoever types it gets your private prompts"
                " and is you from then on."
            )
        ),
    )


def code_card(words: Words, *, title: str, where: str, command: str, said: str) -> Card:
    """Show a code, once."""
    voided = Line(words(N_("Written where others read along, it is made useless.")), Tone.QUIET)
    parts = (Line(where), Prompt(command, "code.txt"), Line(said, Tone.QUIET), voided)
    return Card(slot="link", title=title, parts=parts, once=words(SHOWN_ONCE))


async def _preview(call: Call, services: Services, typed: str) -> Choices:
    words, code = call.words, services.store.vault.fingerprint(typed)
    union = await services.store.links.look(call.actor.person, code)
    record = await keep(call, services, Joining(code))
    said = N_(
        "Both will be one person: private prompts, conversations, settings, teams and judgements of both. Where both"
        " chose something, what {stays} chose counts."
    )
    return Choices(
        slot="join",
        question=words(N_("Join these accounts?")),
        parts=(
            Facts((_side(union.stays, words), _side(union.joins, words))),
            *renamed_parts(union, words, N_("Names that both have; these will be called:")),
            Line(words(said, stays=", ".join(union.stays.names)), Tone.QUIET),
        ),
        buttons=(Button(words(N_("Join")), token("me.join", record), Style.PRIMARY),),
        data=union,
    )


def _side(side: Side, words: Words) -> tuple[str, str]:
    prompts = words.count("{number} private prompt", "{number} private prompts", side.prompts)
    return ", ".join(side.names), prompts


def renamed_parts(union: Union, words: Words, title: str) -> Iterator[Part]:
    """Say what is called otherwise, and by which other names prompts are no longer found."""
    renamed = union.renamed
    if renamed:
        yield Facts(tuple((one.before, one.now) for one in renamed[:SHOWN]), title=words(title))
    if len(renamed) > SHOWN:
        more = words.count("and {number} more", "and {number} more", len(renamed) - SHOWN)
        yield Line(more, Tone.QUIET)
    if renamed:
        included = N_("Prompts that include one of these by its name include the other one of that name from then on.")
        yield Line(words(included), Tone.QUIET)
    yield from _unfound(union, words)


def _unfound(union: Union, words: Words) -> Iterator[Part]:
    said = N_("{prompt} is not found as {other} any more: that name means a prompt of {stays}.")
    stays = ", ".join(union.stays.names)
    for one in union.unfound[:SHOWN]:
        yield Line(words(said, prompt=one.prompt, other=one.other, stays=stays), Tone.QUIET)
    if (left := len(union.unfound) - SHOWN) > 0:
        yield Line(words.count("and {number} more", "and {number} more", left), Tone.QUIET)


async def join(call: Call, services: Services) -> Events:
    """Join them, as it was shown."""
    looked_at = await kept(call, services, call.subject, Joining)
    union = await services.store.links.join(call.actor.person, looked_at.code)
    words = call.words
    said = N_("{stays} and {joins} are you. Your prompts and conversations are all here, and there.")
    both = {"stays": ", ".join(union.stays.names), "joins": ", ".join(union.joins.names)}
    yield Card(
        slot="join",
        title=words(N_("Joined.")),
        parts=(
            Line(words(said, **both)),
            *renamed_parts(union, words, N_("These are called otherwise now:")),
        ),
        data=union,
    )
    yield Done(status=Status.DONE, data=union)


async def unlink(call: Call, services: Services) -> Events:
    """Ask before this account becomes somebody of its own."""
    words = call.words
    others = [
        f"{one.name} ({one.account.platform})"
        for one in await services.store.people.accounts(call.actor.person)
        if one.account != call.actor.account
    ]
    if not others:
        raise Refused(N_("This account is joined with no other."), advice=N_("/me link joins two."))
    said = N_(
        "All that you have stays with {others}: prompts, conversations, settings. This account begins with nothing."
    )
    yield Choices(
        slot="unlink",
        question=words(N_("Separate this account from your others?")),
        parts=(Line(words(said, others=", ".join(others))),),
        buttons=(Button(words(N_("Separate")), token("me.part", call.actor.person), Style.DANGER),),
    )
    yield Done(status=Status.ASKING)


async def part(call: Call, services: Services) -> Events:
    """Make this account somebody of its own, unless it is already. What was joined since the question stays so."""
    if call.subject == call.actor.person:
        await services.store.links.part(call.actor.account)
    elif len(await services.store.people.accounts(call.actor.person)) > 1:
        raise Refused(
            N_("This account was joined anew since. Nothing was changed."), advice=N_("/me unlink asks again.")
        )
    title = call.words(N_("This account is by itself now, and begins with nothing."))
    yield Card(slot="unlink", title=title, parts=(Line(call.words(N_("What you had stays with your other account."))),))
    yield Done(status=Status.DONE)
