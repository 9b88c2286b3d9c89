"""A first word that is nearly a verb: "did you mean"."""

from bot.dialogue.action import token
from bot.dialogue.aim import VALUES
from bot.dialogue.command import Call
from bot.dialogue.events import Button, Choices
from bot.dialogue.parse import Unknown
from bot.errors import Usage
from bot.library.texts import shortened
from bot.ports import Records
from bot.words import N_

KIND = "line"
"""The kind of record that keeps what was typed."""


async def did_you_mean(unknown: Unknown, call: Call, records: Records) -> Choices:
    """Ask which verb was meant, or whether the line is a goal; it is kept for both. `Usage` when no verb comes near."""
    if not unknown.near and not unknown.line:
        raise Usage(
            N_("There is no command {name}."), name=shortened(unknown.word, 40), advice=N_("/help lists what there is.")
        )
    body = VALUES.dump_json({"rest": unknown.rest, "line": unknown.line})
    record = await records.put(KIND, call.actor.person, body, call.write("line"))
    meant = tuple(
        Button(f"{command.prefix}{command.verb}", token("help.meant", f"{record}.{command.id}"))
        for command in unknown.near
    )
    goal = (Button(call.words(N_("Draft it")), token("help.goal", record)),) if unknown.line else ()
    return Choices(
        slot="miss",
        question=call.words(N_("There is no command {name}. Did you mean:"), name=shortened(unknown.word, 40)),
        buttons=(*meant, *goal),
    )
