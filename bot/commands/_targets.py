"""The model family that a person names."""

from bot.engineer.targets import find_target, load_targets
from bot.errors import Usage
from bot.words import N_


def target_id(wanted: str) -> str:
    """Give the id of the family, or nothing for nothing. `Usage` names those that are known."""
    if not wanted:
        return ""
    target = find_target(wanted)
    if target is None:
        raise Usage(
            N_("I do not know the model family {name}."),
            name=wanted[:40],
            known=", ".join(load_targets()),
            advice=N_("I know: {known}."),
        )
    return target.id
