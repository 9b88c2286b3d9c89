"""A first word that is nearly a verb: "did you mean"."""

from bot.dialogue.action import token
from bot.dialogue.aim import VALUES
from bot.dialogue.command import Call
from bot.dialogue.events import Button, Choices
from bot.dialogue.parse import Unknown
from bot.errors import Usage
from bot.ports import Records
from bot.words import N_


async def did_you_mean(unknown: Unknown, call: Call, records: Records) -> Choices:
    """Ask which verb was meant; the rest of the line is kept for it. `Usage` when none comes near."""
    if not unknown.near:
        raise Usage(N_("There is no command {name}."), name=unknown.word[:40], advice=N_("/help lists what there is."))
    record = await records.put("line", call.actor.person, VALUES.dump_json({"rest": unknown.rest}), call.write("line"))
    return Choices(
        slot="miss",
        question=call.words(N_("There is no command {name}. Did you mean:"), name=unknown.word[:40]),
        buttons=tuple(Button(command.verb, token("help.meant", f"{record}.{command.id}")) for command in unknown.near),
    )
