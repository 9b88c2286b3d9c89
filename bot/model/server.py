"""Which server answers, and what is special about it."""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from bot.ports import Traits

HOSTED_URL = "https://api.anthropic.com"


class Paid(StrEnum):
    """What an answer of this server costs."""

    LIST_PRICE = "list_price"
    """What the public price table says for the model's name; not known for a name that it does not have."""
    UNKNOWN = "unknown"
    """Nobody tells: a server of one's own, a gateway."""
    NOTHING = "nothing"
    """The work is done on this computer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that speaks the Messages API. The defaults describe the hosted one."""

    model: str
    """The name that is sent."""
    traits: Traits
    url: str = HOSTED_URL
    key: str = ""
    """Empty: no authentication is sent."""
    caching: bool = True
    """It understands `cache_control`."""
    keep_alive: bool = True
    """A connection may serve more than one request."""
    any_name: bool = False
    """It answers with its one model, whatever name is sent."""
    paid: Paid = Paid.LIST_PRICE


def host(url: str) -> str:
    """Give the host of `url`, with its port where it has one, as shown to people: never a name or password in it."""
    return urlsplit(url).netloc.rpartition("@")[2]


def paid(url: str) -> Paid:
    """Say what answers from `url` cost: the list price is that of the hosted API alone."""
    return Paid.LIST_PRICE if urlsplit(url).hostname == urlsplit(HOSTED_URL).hostname else Paid.UNKNOWN


def is_loopback(url: str) -> bool:
    """Say whether `url` is on this computer."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
