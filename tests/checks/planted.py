"""Secrets of every kind, made up anew each time by joining parts, so that no scanner finds one in this file."""

import base64
import json
import random
import string
from collections.abc import Mapping

_LETTERS = string.ascii_letters
_ALNUM = _LETTERS + string.digits
_TOKEN = _ALNUM + "-_"
_BASE64 = _ALNUM + "+/"
_UPPER = string.ascii_uppercase + string.digits
_HEX = "0123456789abcdef"


class Maker:
    """Makes what looks drawn at random, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - made up, and the same in every run

    def of(self, characters: str, length: int) -> str:
        """Give `length` characters."""
        return "".join(self._random.choice(characters) for _ in range(length))

    def armoured(self, label: str, lines: int = 6) -> str:
        """Give a private key over several lines."""
        body = "\n".join(self.of(_BASE64, 64) for _ in range(lines))
        dashes = "-" * 5
        return f"{dashes}BEGIN {label}{dashes}\n{body}\n{dashes}END {label}{dashes}"

    def signed(self) -> str:
        """Give a web token with a head and a body that can be read."""
        parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": self.of(_ALNUM, 8), "exp": 1_700_000_000})
        head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
        return f"{head}.{body}.{self.of(_TOKEN, 43)}"


def marked(seed: int) -> Mapping[str, str]:
    """Give keys that their makers mark, each with what it is."""
    m = Maker(seed)
    return {
        "an Anthropic key": "sk-" + "ant-api03-" + m.of(_TOKEN, 93) + "AA",
        "an OpenAI key": "sk-" + "proj-" + m.of(_TOKEN, 74) + "T3Blbk" + "FJ" + m.of(_TOKEN, 74),
        "an OpenRouter key": "sk-" + "or-v1-" + m.of(_HEX, 64),
        "a Google key": "AI" + "za" + m.of(_TOKEN, 35),
        "a Hugging Face token": "hf" + "_" + m.of(_LETTERS, 34),
        "a Groq key": "gsk" + "_" + m.of(_ALNUM, 52),
        "a Replicate token": "r8" + "_" + m.of(_ALNUM, 37),
        "a GitHub token": "ghp" + "_" + m.of(_ALNUM, 36),
        "a GitLab token": "gl" + "pat-" + m.of(_TOKEN, 20),
        "a Slack token": "xoxb-" + m.of(string.digits, 12) + "-" + m.of(string.digits, 13) + "-" + m.of(_ALNUM, 24),
        "a Slack webhook": "https://hooks.sl"
        "ack.com/services/T" + m.of(_UPPER, 8) + "/B" + m.of(_UPPER, 10) + "/" + m.of(_ALNUM, 24),
        "a Discord token": "MT" + m.of(_ALNUM, 24) + ".G" + m.of(_ALNUM, 5) + "." + m.of(_TOKEN, 38),
        "a Discord webhook": "https://discord.com/api/webhooks/" + m.of(string.digits, 18) + "/" + m.of(_TOKEN, 68),
        "an Amazon (AWS) key": "AK" + "IA" + m.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
        "an Azure storage key": "Account" + "Key=" + m.of(_BASE64, 86) + "==",
        "an Azure client secret": m.of(_ALNUM, 3) + "8Q" + "~" + m.of(_ALNUM, 34),
        "a Stripe key": "sk" + "_live_" + m.of(_ALNUM, 24),
        "a SendGrid key": "SG" + "." + m.of(_TOKEN, 22) + "." + m.of(_TOKEN, 43),
        "a Twilio key": "S" + "K" + m.of(_HEX, 32),
        "an npm token": "npm" + "_" + m.of(_ALNUM, 36),
        "a PyPI token": "pypi-" + "AgEIcHlwaS5vcmc" + m.of(_TOKEN, 130),
        "a sign-in token (JWT)": m.signed(),
        "a Telegram token": m.of("123456789", 10) + ":" + "AA" + m.of(_TOKEN, 33),
        "a Mailchimp key": m.of(_HEX, 32) + "-us" + "14",
        "a Square secret": "sq0" + "csp-" + m.of(_TOKEN, 43),
        "a DigitalOcean token": "dop" + "_v1_" + m.of(_HEX, 64),
        "a Databricks token": "da" + "pi" + m.of(_HEX, 32),
        "a Shopify token": "shp" + "at_" + m.of(_HEX, 32),
        "a Notion token": "ntn" + "_" + m.of(_ALNUM, 46),
        "a Linear key": "lin" + "_api_" + m.of(_ALNUM, 40),
        "an Airtable token": "pat" + m.of(_ALNUM, 14) + "." + m.of(_HEX, 64),
        "a Postman key": "PM" + "AK-" + m.of(_HEX, 24) + "-" + m.of(_HEX, 34),
        "an Atlassian token": "ATA" + "TT3xFfGF0" + m.of(_TOKEN, 180),
        "a Vault token": "hv" + "s." + m.of(_TOKEN, 90),
        "a Docker token": "dckr" + "_pat_" + m.of(_TOKEN, 27),
        "a private key": m.armoured("RSA PRIVATE" + " KEY"),
    }


def unmarked(seed: int) -> Mapping[str, tuple[str, str]]:
    """Give secrets that only what stands around them tells: the text, and the part that is secret."""
    m = Maker(seed)
    values = {
        'api_key = "{}"': m.of(_HEX, 32),
        "api_key: {}": m.of(_ALNUM, 32),
        "OPENAI_API_KEY={}": m.of(_ALNUM, 40),
        "aws_secret_access_key = {}": m.of(_BASE64, 40),
        '"SecretAccessKey": "{}"': m.of(_BASE64, 40),
        "token: {}": m.of(_HEX, 40),
        "Clé API : {}": m.of(_ALNUM, 32),
        "Authorization: Bearer {}": m.of(_ALNUM, 40),
        "password: {}": "Xk9$" + "mPq2!vLw",
        "DB_PASSWORD={}": "tR7#" + "kQ9z!",
        "mot de passe : {}": "Bx7$" + "kLm9!q",
        "the password is {}": "Zk8!" + "rTqw2#",
        "postgres://app:{}@db.internal:5432/prod": m.of(_ALNUM, 14),
        "redis://:{}@cache:6379": m.of(_ALNUM, 20),
        "https://bob:{}@git.corp/x.git": m.of(_ALNUM, 10),
    }
    return {around: (around.format(value), value) for around, value in values.items()}


PLACEHOLDERS = (
    "sk-xxx",
    "sk-" + "x" * 48,
    "sk-" + "ant-...",
    "sk-your-openai-key-goes-here",
    "<YOUR_KEY>",
    "AKIA" + "IOSFODNN7" + "EXAMPLE",
    "password: {{password}}",
    "api_key: your-api-key",
    "api_key=${API_KEY}",
    "api_key=REPLACE_ME_WITH_REAL_KEY_1234",
    "token: $TOKEN",
    "token = getToken(userId1234567)",
    "max_tokens: 4096",
    "Authorization: Bearer <token>",
    "Authorization: Bearer YOUR_ACCESS_TOKEN_HERE_PLEASE",
    "api_key = process.env.OPENAI_API_KEY",
    "password: ********",
    'password = "password123"',
    "password must have at least 8 characters, one digit",
    "Password: Minimum-8-chars",
    "mot de passe : à choisir",
    "postgres://user:password@localhost:5432/db",
    "postgres://${DB_USER}:${DB_PASS}@host/db",
    "mongodb://<user>:<password>@host",
    "-----BEGIN RSA PRIVATE " + "KEY-----\n...\n-----END RSA PRIVATE " + "KEY-----",
    "Look for BEGIN PRIVATE KEY in the logs.",
    "hf_your_token_here_xxxxxxxxxxxxxxxxx",
    "ghp_" + "x" * 36,
    "- Token: JWT-based-authentication-with-RS256-signing",
    "task-proj-management-for-very-large-teams-2024",
    "the secret: be kind to everybody",
    "commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
    "uuid 123e4567-e89b-12d3-a456-426614174000",
    "sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "arn:aws:iam::123456789012:role/MyRole",
)
