"""What is said where Slack refuses one of the tokens while people are answered."""

from adapters.slack.portal import PORTAL, REFUSED, WHERE
from bot.errors import Misconfigured
from bot.words import N_

TOKEN = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""Slack's words for a token that no waiting mends."""
SWITCHED_OFF = frozenset({"link_disabled", "socket_mode_disabled"})


def refused(name: str, code: str) -> None:
    """Raise `Misconfigured` where Slack's word is about the token that the setting `name` holds."""
    if code in SWITCHED_OFF:
        raise Misconfigured(
            N_("Socket Mode is switched off for your Slack app."),
            advice=N_("Switch it on: {portal}, your app, Socket Mode. Then start me again."),
            portal=PORTAL,
        )
    if code in TOKEN:
        raise Misconfigured(REFUSED, advice=WHERE[name], name=name, portal=PORTAL)
