"""admin link: places whose people are one team, by a code that an administrator of each has typed."""

from bot.commands._acts import team
from bot.commands._me_link import code_card, renamed_parts
from bot.commands._records import Joining, keep, kept
from bot.dialogue.action import token
from bot.dialogue.command import Action, Argument, Call, Command, Events, Kind, Permission, Services
from bot.dialogue.events import Button, Card, Choices, Done, Facts, Line, Style, Tone
from bot.domain import Place, Side, Status
from bot.errors import Refused
from bot.library import codes
from bot.words import N_, Words


async def link(call: Call, services: Services) -> Events:
    """Give a code, look at one that was typed, or ask before the place leaves."""
    place = _place(call)
    if call.get("off"):
        yield await _ask_to_leave(call, services, place)
        yield Done(status=Status.ASKING)
    elif typed := codes.plain(call.get("code")):
        yield await _preview(call, services, typed)
        yield Done(status=Status.ASKING)
    else:
        yield await _code(call, services, place)
        yield Done(status=Status.DONE)


def _place(call: Call) -> Place:
    if call.whence.place is None:
        raise Refused(N_("There is no place here that could be joined."), advice=N_("Do it in the place itself."))
    return call.whence.place


async def _code(call: Call, services: Services, place: Place) -> Card:
    words, code = call.words, codes.make()
    fingerprint = services.store.vault.fingerprint(codes.plain(code))
    await services.store.places.offer(place, team(call), call.actor.person, fingerprint)
    return code_card(
        words,
        title=words(N_("Join another place with this team")),
        where=words(N_("In the other place, an administrator types this where only they and I are:")),
        command=f"/prompt admin link {code}",
        said=words(
            N_(
                "It can be used once, for ten minutes. Whoever uses it sees how large both libraries are, and then"
                " their people read and use this team's prompts."
            )
        ),
    )


async def _preview(call: Call, services: Services, typed: str) -> Choices:
    words, code = call.words, services.store.vault.fingerprint(typed)
    union = await services.store.places.look(team(call), call.actor.person, code)
    record = await keep(call, services, Joining(code))
    said = N_(
        "All of both will be one team with one library; administrators of either are administrators of it, and its"
        " rules are those of {stays}. Private prompts and those of channels stay as they are."
    )
    return Choices(
        slot="join",
        question=words(N_("Join these places?")),
        parts=(
            Facts((_side(union.stays, words), _side(union.joins, words))),
            *renamed_parts(union, words, N_("Names that both have; these will be called:")),
            Line(words(said, stays=", ".join(union.stays.names)), Tone.QUIET),
        ),
        buttons=(Button(words(N_("Join")), token("admin-link.join", record), Style.PRIMARY),),
        data=union,
    )


def _side(side: Side, words: Words) -> tuple[str, str]:
    prompts = words.count("{number} prompt", "{number} prompts", side.prompts)
    people = words.count("{number} person", "{number} people", side.people)
    return ", ".join(side.names), f"{prompts}, {people}"


async def join(call: Call, services: Services) -> Events:
    """Join them, as it was shown."""
    looked_at = await kept(call, services, call.subject, Joining)
    union = await services.store.places.join(team(call), call.actor.person, looked_at.code)
    words = call.words
    said = N_("{stays} and {joins} are one team.")
    yield Card(
        slot="join",
        title=words(N_("Joined.")),
        parts=(
            Line(words(said, stays=", ".join(union.stays.names), joins=", ".join(union.joins.names))),
            *renamed_parts(union, words, N_("These are called otherwise now:")),
        ),
        data=union,
    )
    yield Done(status=Status.DONE, data=union)


async def _ask_to_leave(call: Call, services: Services, place: Place) -> Choices:
    words = call.words
    others = [one for one in await services.store.places.of(team(call)) if _key(one) != _key(place)]
    if not others:
        raise Refused(N_("This place is joined with no other."), advice=N_("/admin link joins two."))
    said = N_(
        "It gets a team of its own with a copy of the library; {others} keep theirs. Whoever was seen in this place"
        " alone goes with it. From then on neither sees what the other changes."
    )
    names = ", ".join(f"{one.name} ({one.platform})" for one in others)
    return Choices(
        slot="leave",
        question=words(N_("Let {place} leave the team?"), place=place.name),
        parts=(Line(words(said, others=names)),),
        buttons=(Button(words(N_("Leave")), token("admin-link.leave", team(call)), Style.DANGER),),
    )


def _key(place: Place) -> tuple[str, str]:
    return place.platform, place.tenant


async def leave(call: Call, services: Services) -> Events:
    """Leave the team that the button names, unless the place has left it."""
    if call.subject != team(call):
        raise Refused(N_("This place has left that team already."))
    side = await services.store.places.leave(_place(call), call.actor.person, call.write("leave"))
    if side is None:
        raise Refused(N_("This place is joined with no other."), advice=N_("/admin link joins two."))
    words = call.words
    yield Card(
        slot="leave",
        title=words(N_("This place has a team of its own.")),
        parts=(Facts((_side(side, words),)),),
        data=side,
    )
    yield Done(status=Status.DONE, data=side)


COMMANDS = (
    Command(
        verb="link",
        family="admin",
        help=N_("Join two places to one team with one library, or leave it again"),
        example="link",
        details=N_(
            "It gives a code; an administrator of the other place types link CODE there, sees what will happen and"
            " confirms. off=yes lets this place leave, with a copy of the library."
        ),
        order=20,
        names={"fr": ("relier",)},
        permission=Permission.ADMINISTRATOR,
        arguments=(
            Argument(
                name="code",
                names={"fr": "code"},
                kind=Kind.WORDS,
                about=N_("The code from the other place; empty: get one"),
                limit=100,
            ),
            Argument(
                name="off",
                names={"fr": "fin"},
                kind=Kind.CHOICE,
                about=N_("Leave the team with a copy of the library"),
                choices=(N_("yes"),),
                option=True,
            ),
        ),
        run=link,
        actions=(Action(name="join", run=join), Action(name="leave", run=leave)),
    ),
)
