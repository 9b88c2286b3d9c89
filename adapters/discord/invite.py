"""The links that bring the bot to a server, or to one person everywhere, with no more rights than it uses."""

from collections.abc import AsyncIterator, Mapping

from adapters.discord.portal import PORTAL
from bot.settings import Settings
from bot.words import N_, Words

PERMISSIONS = {
    "view_channel": N_("View Channels: to see where I am mentioned, and where an answer belongs"),
    "send_messages": N_("Send Messages: to answer a mention, and to finish an answer after Discord's 15 minutes"),
    "send_messages_in_threads": N_("Send Messages in Threads: the same in threads"),
    "attach_files": N_("Attach Files: prompts that are too long for a message come as a file"),
    "read_message_history": N_("Read Message History: to reply under what was said, and to know what came before"),
}
"""The rights that are asked for, each with its reason. Answers to commands, buttons and forms need none of them."""


def links(application: int) -> tuple[str, str]:
    """Give the link for a server and the link for a person."""
    from discord import Permissions  # noqa: PLC0415 - the shell reads this file at every start
    from discord.utils import oauth_url  # noqa: PLC0415 - the same

    rights = Permissions(**dict.fromkeys(PERMISSIONS, True))
    server = oauth_url(application, permissions=rights, scopes=("bot", "applications.commands"))
    person = oauth_url(application, scopes=("applications.commands",))
    return f"{server}&integration_type=0", f"{person}&integration_type=1"


async def invite(settings: Settings, _values: Mapping[str, str | bool], words: Words) -> AsyncIterator[str]:
    """Give the links with what each is for. `Misconfigured` without a token that Discord takes."""
    from adapters.discord.ask import ask  # noqa: PLC0415 - the same

    said = await ask(settings)
    server, person = links(said.info.id)
    yield words(N_("To bring {name} to a server, open this link and choose the server:"), name=said.info.name)
    yield server
    yield words(N_("It asks for these rights there:"))
    for reason in PERMISSIONS.values():
        yield f"- {words(reason)}"
    if not said.info.bot_public:
        yield words(N_("Only the owner of the application can use it: Public Bot is switched off (Bot page)."))
    yield ""
    yield words(N_("To have its commands yourself, in every server and direct message, open this one:"))
    yield person
    if said.info.user_integration_config is None:
        says = N_("It works once User Install is switched on: {portal}, your application, Installation.")
        yield words(says, portal=PORTAL)
