"""A prompt put together with the saved prompts that it includes."""

from bot.commands._pick import pick
from bot.dialogue.command import Call, Services
from bot.library.fragments import Fragment, Whole, whole


async def together(call: Call, services: Services, prompt: Fragment) -> Whole:
    """Put a prompt together with what it includes, as the caller sees it: nearest first, and nothing that is not theirs
    to see.
    """

    async def fetch(name: str) -> Fragment:
        picked = await pick(call, services, name)
        return Fragment(version_key(picked.snippet.id, picked.number), picked.snippet.name, picked.text)

    return await whole(prompt, fetch)


def version_key(snippet: str, number: int) -> str:
    """Name a version of a saved prompt, as a button does."""
    return f"{snippet}.{number}"
