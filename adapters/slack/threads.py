"""What is said in a thread without calling the bot, where the operator lets it hear that: which of it may be for the
bot. Whether the thread is one in which it works is for the core to say.
"""

import re

from adapters.slack.users import Known
from adapters.slack.whence import Body, Installed, whence_of_message
from bot.dialogue.inbound import Whence

_ADDRESSED = re.compile(r"[\s*_~>`]*<[@!]")
"""A text that begins with the name of a person or a group, whatever it is formatted as."""


def may_go_on(body: Body, app: Installed) -> bool:
    """Tell whether a message may go on with the work of a thread: it stands in one, and is addressed to nobody. One
    that calls the bot comes by itself, as a mention.
    """
    event = body.get("event") or {}
    text, root = str(event.get("text") or ""), event.get("thread_ts")
    called = f"<@{app.bot}" in text
    return bool(root) and root != event.get("ts") and not called and not _ADDRESSED.match(text)


def thread_of(body: Body, app: Installed) -> Whence:
    """Give the place in which a message stands, as it is for somebody of the workspace: whoever wrote it need not be
    known to tell whether the bot works there.
    """
    member = Known(user=str((body.get("event") or {}).get("user") or ""), team=app.team, enterprise=app.enterprise)
    return whence_of_message(body, member, app)
