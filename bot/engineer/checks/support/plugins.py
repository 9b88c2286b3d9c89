"""The detectors of the detect-secrets library, one by one: their patterns alone, no scan, no settings, no network.

The library is imported when a text holds what one of them starts from, and not before: that takes a quarter of a
second.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from bot.engineer.checks.support.base import Spot
from bot.words import N_

BEFORE = 300
AFTER = 1_500
"""Characters before and after a hint that a detector sees: some take time in the square of what they see. The longest
token has 1,024.
"""


@dataclass(frozen=True, slots=True)
class Plugin:
    """One detector. `hint` stands in every line where it finds something; it must be quick. `whole`: the match is the
    secret; otherwise its first group is, where it has one.
    """

    name: str
    hint: re.Pattern[str]
    module: str
    detector: str
    whole: bool = False


PLUGINS: tuple[Plugin, ...] = (
    Plugin(N_("an Amazon (AWS) key"), re.compile(r"A(?:KIA|SIA|BIA|CCA|3T)[0-9A-Z]{16}"), "aws", "AWSKeyDetector"),
    Plugin(N_("an Amazon (AWS) key"), re.compile(r"(?i)aws.{0,20}(?:key|token|pass)"), "aws", "AWSKeyDetector"),
    Plugin(N_("an Azure storage key"), re.compile("AccountKey="), "azure_storage_key", "AzureStorageKeyDetector"),
    Plugin(N_("an Artifactory key"), re.compile("AKC[a-zA-Z0-9]{10}"), "artifactory", "ArtifactoryDetector"),
    Plugin(N_("a Cloudant key"), re.compile("(?i)cloudant"), "cloudant", "CloudantDetector"),
    Plugin(
        N_("a GitLab token"),
        re.compile("gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent)-|GR1348941"),
        "gitlab_token",
        "GitLabTokenDetector",
        whole=True,
    ),
    Plugin(N_("an IBM Cloud key"), re.compile(r"(?i)ibm[\w-]{0,30}\W"), "ibm_cloud_iam", "IbmCloudIamDetector"),
    Plugin(N_("a Mailchimp key"), re.compile(r"-us\d"), "mailchimp", "MailchimpDetector"),
    Plugin(N_("a PyPI token"), re.compile("pypi-Ag"), "pypi_token", "PypiTokenDetector"),
    Plugin(N_("a SendGrid key"), re.compile(r"SG\.[\w-]{22}\."), "sendgrid", "SendGridDetector"),
    Plugin(N_("a SoftLayer key"), re.compile("(?i)softlayer"), "softlayer", "SoftlayerDetector"),
    Plugin(N_("a Square secret"), re.compile("sq0csp-"), "square_oauth", "SquareOAuthDetector"),
    Plugin(N_("a Telegram token"), re.compile(r":[\w-]{35}"), "telegram_token", "TelegramBotTokenDetector"),
    Plugin(N_("a Twilio key"), re.compile(r"(?:AC|SK)[a-z0-9]{32}"), "twilio", "TwilioKeyDetector"),
)


def detected(text: str) -> Iterator[tuple[str, Spot]]:
    """Give what the detectors find, with the name of its kind. A find may come twice."""
    for plugin in PLUGINS:
        for offset, piece in _pieces(text, plugin.hint):
            for pattern in _patterns(plugin.module, plugin.detector):
                group = 1 if pattern.groups and not plugin.whole else 0
                for match in pattern.finditer(piece):
                    yield plugin.name, _trimmed(text, offset + match.start(group), offset + match.end(group))


def _pieces(text: str, hint: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Give the part of the line around each hint, with where it begins; hints that were seen are not shown again."""
    seen = 0
    for match in hint.finditer(text):
        if match.end() > seen:
            end = text.find("\n", match.start(), match.start() + AFTER)
            end = end if end >= 0 else min(len(text), match.start() + AFTER)
            begin = max(text.rfind("\n", 0, match.start()) + 1, match.start() - BEFORE)
            seen = end if end < match.start() + AFTER else match.start() + AFTER - 1_100
            yield begin, text[begin:end]


def _trimmed(text: str, start: int, end: int) -> Spot:
    """Drop the spaces and quotes that some detectors take along."""
    while start < end and text[start] in ' \t"=:':
        start += 1
    while start < end and text[end - 1] in ' \t"':
        end -= 1
    return Spot(start, end)


@lru_cache(maxsize=len(PLUGINS))
def _patterns(module: str, detector: str) -> tuple[re.Pattern[str], ...]:
    return tuple(getattr(import_module(f"detect_secrets.plugins.{module}"), detector).denylist)
