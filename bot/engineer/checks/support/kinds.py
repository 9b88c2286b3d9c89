"""Keys and tokens that their makers mark: a fixed beginning, then characters drawn at random.

The lengths are the least that is issued or a little less, so that a key pasted without its last letters is still
found. A secret stands for itself: none of these is found in the middle of a word. Sources: the makers' own pages on
secret scanning, read in November 2026.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.words import N_

_ALNUM = "[A-Za-z0-9]"
_TOKEN = "[A-Za-z0-9_-]"  # noqa: S105 - a class of characters
_HEX = "[a-f0-9]"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of secret. `anchors`: one of them stands in every such secret, so that a text without any is passed over
    at once. `body` is the random part.
    """

    name: str
    anchors: tuple[str, ...]
    head: str
    body: str


@lru_cache(maxsize=128)
def pattern(kind: Kind) -> re.Pattern[str]:
    """Give how a kind looks, its random part as the group `body`. Most texts need none, so none is made before."""
    return re.compile(rf"(?<![A-Za-z0-9])(?:{kind.head})(?P<body>{kind.body})")


KINDS: tuple[Kind, ...] = (
    Kind(N_("an Anthropic key"), ("sk-ant-",), r"sk-ant-(?:[a-z]+\d\d-)?", _TOKEN + "{20,}+"),
    Kind(N_("an OpenRouter key"), ("sk-or-",), r"sk-or-(?:v1-)?", _ALNUM + "{32,}+"),
    Kind(
        N_("an OpenAI key"),
        ("sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"),
        r"sk-(?:proj|svcacct|admin|None)-",
        _TOKEN + "{20,}+",
    ),
    Kind(N_("an OpenAI key"), ("sk-",), "sk-", _ALNUM + "{32,}+"),
    Kind(N_("a Google key"), ("AIza",), "AIza", _TOKEN + "{30,}+"),
    Kind(N_("a Google client secret"), ("GOCSPX-",), "GOCSPX-", _TOKEN + "{24,}+"),
    Kind(N_("a Google access token"), ("ya29.",), r"ya29\.", _TOKEN + "{24,}+"),
    Kind(N_("a Hugging Face token"), ("hf_",), "hf_", _ALNUM + "{30,}+"),
    Kind(N_("a Groq key"), ("gsk_",), "gsk_", _ALNUM + "{40,}+"),
    Kind(N_("an xAI key"), ("xai-",), "xai-", _ALNUM + "{40,}+"),
    Kind(N_("a Perplexity key"), ("pplx-",), "pplx-", _ALNUM + "{40,}+"),
    Kind(N_("a Replicate token"), ("r8_",), "r8_", _ALNUM + "{30,}+"),
    Kind(N_("a GitHub token"), ("github_pat_",), "github_pat_", r"\w{30,}+"),
    Kind(N_("a GitHub token"), ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), "gh[pousr]_", _ALNUM + "{30,}+"),
    Kind(N_("a Slack token"), ("xox",), r"xox[abceoprsd](?:\.xox[bp])?-", "[A-Za-z0-9-]{20,}+"),
    Kind(N_("a Slack token"), ("xapp-",), r"xapp-\d-", "[A-Za-z0-9-]{20,}+"),
    Kind(
        N_("a Slack webhook"),
        ("hooks.slack.com/",),
        r"https://hooks\.slack\.com/(?:services|workflows|triggers)/",
        "[A-Za-z0-9/]{20,}+",
    ),
    Kind(
        N_("a Discord webhook"),
        ("/api/webhooks/",),
        r"https://(?:[a-z]+\.)?discord(?:app)?\.com/api/webhooks/\d{15,20}/",
        _TOKEN + "{40,}+",
    ),
    Kind(N_("a Discord token"), (".",), "", r"[MNO][A-Za-z\d_-]{23,27}\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,}+"),
    Kind(N_("a Stripe key"), ("k_live_", "k_test_"), "[sr]k_(?:live|test)_", _ALNUM + "{16,}+"),
    Kind(N_("a webhook signing secret"), ("whsec_",), "whsec_", "[A-Za-z0-9+/]{24,}+"),
    Kind(N_("an npm token"), ("npm_",), "npm_", _ALNUM + "{30,}+"),
    Kind(N_("a Docker token"), ("dckr_pat_",), "dckr_pat_", _TOKEN + "{24,}+"),
    Kind(N_("a RubyGems key"), ("rubygems_",), "rubygems_", _HEX + "{40,}+"),
    Kind(N_("a DigitalOcean token"), ("_v1_",), "do[opr]_v1_", _HEX + "{40,}+"),
    Kind(N_("a Databricks token"), ("dapi",), "dapi", _HEX + "{32,}+"),
    Kind(N_("a Shopify token"), ("shp",), "shp(?:at|ca|pa|ss)_", "[a-fA-F0-9]{32,}+"),
    Kind(N_("a Notion token"), ("ntn_",), "ntn_", _ALNUM + "{40,}+"),
    Kind(N_("a Notion token"), ("secret_",), "secret_", _ALNUM + "{43}(?![A-Za-z0-9])"),
    Kind(N_("a Linear key"), ("lin_api_",), "lin_api_", _ALNUM + "{30,}+"),
    Kind(N_("an Airtable token"), ("pat",), "pat", _ALNUM + r"{14}\." + _HEX + "{64,}+"),
    Kind(N_("a Postman key"), ("PMAK-",), "PMAK-", _HEX + "{24}-" + _HEX + "{34,}+"),
    Kind(N_("an Atlassian token"), ("ATATT3",), "ATATT3", "[A-Za-z0-9_=-]{50,}+"),
    Kind(N_("a Vault token"), ("hvs.", "hvb."), r"hv[sb]\.", _TOKEN + "{24,}+"),
    Kind(N_("a Supabase token"), ("sbp_",), "sbp_", _HEX + "{40,}+"),
    Kind(N_("a Grafana token"), ("glsa_", "glc_"), "gl(?:sa|c)_", r"\w{32,}+"),
    Kind(N_("a New Relic key"), ("NRAK-",), "NRAK-", "[A-Z0-9]{24,}+"),
    Kind(N_("a Sentry token"), ("sntrys_", "sntryu_"), "sntry[su]_", "[A-Za-z0-9+/=_-]{40,}+"),
    Kind(N_("a Doppler token"), ("dp.",), r"dp\.(?:pt|st|ct|sa)\.", "[A-Za-z0-9._-]{40,}+"),
    Kind(N_("a Figma token"), ("figd_",), "figd_", _TOKEN + "{36,}+"),
    Kind(N_("a Tailscale key"), ("tskey-",), "tskey-[a-z]+-", "[A-Za-z0-9-]{20,}+"),
    Kind(N_("a Mailgun key"), ("key-",), "key-", _HEX + "{32}(?![A-Za-z0-9])"),
    Kind(N_("an Alibaba Cloud key"), ("LTAI",), "LTAI", _ALNUM + "{16,}+"),
    Kind(N_("an Azure client secret"), ("Q~",), "", r"[A-Za-z0-9_.-]{3}\dQ~[A-Za-z0-9_~.-]{31,}+"),
    Kind(N_("an age key"), ("AGE-SECRET-KEY-1",), "AGE-SECRET-KEY-1", "[A-Z0-9]{50,}+"),
    Kind(
        N_("a sign-in token (JWT)"),
        ("eyJ",),
        "(?<![A-Za-z0-9_-])eyJ",
        r"[A-Za-z0-9_-]{8,}+\.eyJ[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]{16,}+",
    ),
    Kind(N_("a sign-in token"), ("earer ",), r"[Bb]earer ", r"[A-Za-z0-9._~+/-]{24,}+=*"),
    Kind(N_("a password"), ("Basic ",), "Authorization: Basic ", "[A-Za-z0-9+/]{16,}+=*"),
)
