"""Where the answer to a call goes: what must be kept to find the message again after a restart."""

from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError


class Address(BaseModel):
    """A reply address. The core keeps it encrypted and never looks inside.

    Either `token` is an interaction's (good for 15 minutes; `application` goes with it), or `message` is the bot's own
    message in `channel` that is being edited.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    application: int = 0
    token: str = ""
    channel: int = 0
    message: int = 0
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
