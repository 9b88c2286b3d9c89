"""What people think of the answers to a saved prompt, in front of all who may see it: how many liked them, and what
was said. Nobody is named, and what somebody filled in only they see again.
"""

from dataclasses import replace

from bot.commands.show import snippet_by
from bot.dialogue.action import token
from bot.dialogue.command import Action, Call, Events, Services
from bot.dialogue.events import Button, Card, Done, Item, Items, Line
from bot.domain import Judgement, Opinion, PersonId, Status
from bot.words import N_, Words

PAGE = 10
"""Remarks on a page."""
JUDGED = {Judgement.GOOD: N_("Liked"), Judgement.BAD: N_("Not liked")}


async def said(call: Call, services: Services) -> Events:
    """List what was said of a prompt's answers, the newest first; a button names the prompt, and where to go on."""
    name, _, behind = call.subject.partition(".")
    snippet, _ = await snippet_by(replace(call, subject=name), services)
    offset, words = int(behind) if behind.isdecimal() else 0, call.words
    found = await services.store.opinions.of(snippet.id, said=True, limit=PAGE + 1, offset=offset)
    more = Button(words(N_("Next")), token("history.said", f"{snippet.id}.{offset + PAGE}"))
    nothing = Line(words(N_("Nobody has said anything of them yet.")))
    yield Card(
        slot="said",
        title=words(N_("What was said of the answers to {name}"), name=snippet.name),
        parts=(Items(tuple(_item(one, call) for one in found[:PAGE])) if found else nothing,),
        buttons=(more,) if len(found) > PAGE else (),
        data=tuple(_seen(one, call) for one in found[:PAGE]),
    )
    yield Done(status=Status.DONE)


def _item(one: Opinion, call: Call) -> Item:
    return Item(
        title=f"v{one.number}",
        mark=call.words(JUDGED[one.judgement]),
        quote=one.remark,
        body=_filled(_seen(one, call), call.words),
    )


def _seen(one: Opinion, call: Call) -> Opinion:
    """Give what the reader may see of it: of others neither who they are nor what they filled in; of their own all,
    where nobody else reads along.
    """
    if one.person == call.actor.person and not call.shared:
        return one
    return replace(one, person=PersonId(""), values={}, lengths={})


def _filled(one: Opinion, words: Words) -> str:
    given = ", ".join(f"{name}: {value}" for name, value in one.values.items())
    return words(N_("You filled in {values}. Only you see that."), values=given) if given else ""


ACTION = Action(name="said", run=said)
