"""Names that can hardly be told apart by eye."""

from bot.commands._work import seen
from bot.dialogue.command import Call, Services
from bot.library.names import look_alike
from bot.words import N_

ALIKE = 5
"""Names like a new one that are looked at."""


async def alike(call: Call, services: Services, name: str) -> list[str]:
    """Say which other prompt has a name that can hardly be told from this one by eye."""
    near = await services.store.library.similar(seen(call), name, limit=ALIKE)
    said = N_("Its name looks like that of another prompt, {other}, and is not the same.")
    return [call.words(said, other=other) for other in near if look_alike(name, other)]
