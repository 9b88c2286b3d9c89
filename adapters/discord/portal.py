"""Discord's developer portal in words: where a person finds what must be changed there, and the token from there."""

from bot.errors import Misconfigured
from bot.settings import Settings
from bot.words import N_

PORTAL = "https://discord.com/developers/applications"
TOKEN_REFUSED = N_("Discord does not accept the token in DISCORD_TOKEN.")
NEW_TOKEN = N_(
    "Make a new one: {portal}, your application, Bot, Reset Token. Put it into DISCORD_TOKEN and start me again."
)
NO_TOKEN = N_("DISCORD_TOKEN is not set.")
FIRST_TOKEN = N_("To answer on Discord: {portal}, New Application, Bot, Reset Token; put the token into DISCORD_TOKEN.")
NOT_IN_GUILD = N_("The bot is not in the server that PROMPTEUR_DISCORD_GUILD names.")
BRING_IT = N_("Bring it there (prompteur discord invite), or correct the number.")


def token(settings: Settings) -> str:
    """Give the bot's token. `Misconfigured` when there is none, or what no token looks like."""
    if settings.discord_token is None:
        raise Misconfigured(NO_TOKEN, advice=FIRST_TOKEN, portal=PORTAL)
    given = settings.discord_token.get_secret_value().strip()
    if not given.isascii() or len(given.split()) != 1:
        raise Misconfigured(TOKEN_REFUSED, advice=NEW_TOKEN, portal=PORTAL)
    return given
