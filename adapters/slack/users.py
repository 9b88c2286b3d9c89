"""Who somebody is, as Slack says: asked once an hour, and anew for each act of those who manage the workspace."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from adapters.slack.failures import NotDelivered
from adapters.slack.sending import Api
from bot.ports import Clock

log = structlog.get_logger()
KEPT_SECONDS = 3600.0
MOST = 10_000
"""People who are remembered."""
WITHIN = 1.0
"""Seconds that asking may wait for its turn; an answer is worth more than a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What Slack says of somebody. `locale` is "en-US" and the like; `team` and `enterprise` are empty where Slack did
    not say; `manages`: an administrator or owner of the workspace. `teams` are all workspaces that somebody is in,
    `outside`: a guest, or somebody of another organisation. `direct` is the channel of the direct messages with the
    bot, where whoever asks knows it.
    """

    user: str
    name: str = ""
    locale: str = "en"
    manages: bool = False
    team: str = ""
    enterprise: str = ""
    bot: bool = False
    teams: frozenset[str] = frozenset()
    outside: bool = False
    direct: str = ""


class Users:
    """The people of one workspace."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, Known]] = OrderedDict()

    async def get(self, user: str) -> Known:
        """Say who this is, for an act. Nobody manages a workspace on the word of an hour ago: for those who do, Slack
        is asked each time.
        """
        known = self._lately(user)
        return known if known is not None and not known.manages else await self.ask(user)

    async def lately(self, user: str) -> Known:
        """Say who this was within the last hour: enough to show something, and not to let anybody manage anything."""
        known = self._lately(user) or await self.ask(user)
        return replace(known, manages=False)

    def _lately(self, user: str) -> Known | None:
        at, known = self._known.get(user, (0.0, None))
        return known if self._clock.monotonic() - at < KEPT_SECONDS else None

    async def ask(self, user: str) -> Known:
        """Say who this is at this moment. Where Slack does not answer, it is who they were when it last did, and they
        manage nothing; at first, all that is known is the id.
        """
        try:
            answer = await self._api.call("users.info", user=user, include_locale=True, within=WITHIN)
        except NotDelivered as error:
            log.warning("person_not_known", reason=type(error).__name__, code=error.code)
            return replace(self.remembered(user) or Known(user=user), manages=False)
        known = _read(user, answer.get("user") or {})
        self._known[user] = self._clock.monotonic(), known
        self._known.move_to_end(user)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return known

    def remembered(self, user: str) -> Known | None:
        """Say who this was when Slack was asked last: enough to read a form, and not to decide what anybody may do."""
        return self._known.get(user, (0.0, None))[1]


def _read(user: str, told: Mapping[str, Any]) -> Known:
    profile, grid = told.get("profile") or {}, told.get("enterprise_user") or {}
    named = (profile.get("display_name"), told.get("real_name"), profile.get("real_name"), told.get("name"))
    return Known(
        user=user,
        name=next((str(name) for name in named if name), ""),
        locale=str(told.get("locale") or "en"),
        manages=any(told.get(right) is True for right in ("is_admin", "is_owner", "is_primary_owner")),
        team=str(told.get("team_id") or ""),
        enterprise=str(grid.get("enterprise_id") or ""),
        bot=told.get("is_bot") is True,
        teams=frozenset(str(team) for team in (told.get("team_id"), *(grid.get("teams") or ())) if team),
        outside=any(told.get(state) is True for state in ("is_stranger", "is_restricted", "is_ultra_restricted")),
    )
