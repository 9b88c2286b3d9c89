"""Where the answer to a call goes: what must be kept to find the way back after a restart, or through a form."""

from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError


class Address(BaseModel):
    """A reply address. The core keeps it encrypted and never looks inside.

    `hook` is a `response_url` (good for five uses in 30 minutes), empty where there is none. Without a `channel` the
    answer goes to the direct messages of `user`. `thread` and `message` are `ts` of messages: the one that is
    answered below, and the bot's own one that is being edited. `team` is the workspace whose token can write there.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    team: str = ""
    user: str = ""
    channel: str = ""
    thread: str = ""
    message: str = ""
    hook: str = ""
    locale: str = "en"

    def pack(self) -> bytes:
        """Give it as bytes."""
        return self.model_dump_json().encode()

    @classmethod
    def read(cls, raw: bytes) -> Self | None:
        """Take bytes back; None for what is no address."""
        try:
            return cls.model_validate_json(raw)
        except ValidationError:
            return None


class Origin(BaseModel):
    """Where a form was opened from. It goes with the form as `private_metadata`, which Slack keeps and no person can
    change, because Slack tells no conversation when a form is sent. `kept` names what `Pages` keeps of the form,
    `number` is its page, from 1; `after` is the token of the form whose place it took, empty for none.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    channel: str = ""
    thread: str = ""
    hook: str = ""
    kept: str = ""
    number: int = 1
    after: str = ""

    def pack(self) -> str:
        """Give it as text, without what is not there."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def read(cls, raw: str) -> Self:
        """Take a text back; of what is none of ours, nothing."""
        try:
            return cls.model_validate_json(raw or "{}")
        except ValidationError:
            return cls()
