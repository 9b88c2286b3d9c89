"""Every setting, read once from the environment and `.env`: the only reader of both.

Ecosystem names where they exist, our own begin with `PROMPTEUR_`. The README's table and `.env.example` are made
from this class.
"""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict

from bot.domain import Budget
from bot.errors import Misconfigured
from bot.ports import Budgets
from bot.words import N_, installed

DEFAULT_MODEL = "claude-sonnet-5"
SQLITE = "sqlite:///"
KEY, BASE_URL = "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"
DISCORD_TOKEN = "DISCORD_TOKEN"  # noqa: S105 - the name of a variable
SLACK_BOT_TOKEN, SLACK_APP_TOKEN = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"
SLACK_SIGNING_SECRET = "SLACK_SIGNING_SECRET"  # noqa: S105 - the same
SLACK_COMMAND = "PROMPTEUR_SLACK_COMMAND"
DISCORD_THREADS = "PROMPTEUR_DISCORD_THREADS"
_SLACK_API = ("PROMPTEUR_SLACK_API_URL",)
SENT = {
    KEY: (BASE_URL,),
    DISCORD_TOKEN: ("PROMPTEUR_DISCORD_API_URL", "PROMPTEUR_DISCORD_GATEWAY_URL"),
    SLACK_BOT_TOKEN: _SLACK_API,
    SLACK_APP_TOKEN: _SLACK_API,
}
"""Secrets, and the settings that say where they are sent. Slack's signing secret is sent nowhere."""


def _address(url: str) -> str:
    try:
        split = urlsplit(url)
        good = split.scheme in {"http", "https"} and bool(split.hostname) and split.port != 0
    except ValueError:  # a port that is no number, a bracket that is not closed
        good = False
    if not good:
        raise PydanticCustomError("address", "it must be an address such as https://llm.example.com")
    return url


def _gateway(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    if scheme not in {"ws", "wss"} or not mark:
        raise PydanticCustomError("gateway", "it must be an address such as wss://gateway.example.com")
    _address(f"https://{rest}")
    return url


def _database(url: str) -> str:
    path = url.removeprefix(SQLITE)
    if url and (path == url or not _expanded(path).is_absolute()):
        raise PydanticCustomError(
            "database", "it must be sqlite:/// and a whole path, such as sqlite:////srv/library.db or sqlite:///~/my.db"
        )
    return url


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError:  # a user who is not known, or has no home
        return Path(path)


def _language(language: str) -> str:
    if language and language.partition("-")[0] not in installed():
        raise PydanticCustomError("language", "it must be one of: {known}", {"known": ", ".join(installed())})
    return language


def slash_command(name: str) -> str:
    """Give the name of a slash command without its slash, which may stand there. `ValueError` for what Slack would not
    take: with the slash it holds 32 characters (Slack's manifest schema).
    """
    made = name.removeprefix("/")
    if not re.fullmatch(r"[-\w]{1,31}", made) or made != made.lower():
        raise PydanticCustomError("slack_command", "it must have at most 31 small letters, digits, - and _, such as pr")
    return made


class Settings(BaseSettings):
    """The settings. A wrong one ends the start with a sentence that names it (`load`)."""

    model_config = SettingsConfigDict(
        env_file=".env", env_prefix="PROMPTEUR_", extra="ignore", frozen=True, env_ignore_empty=True
    )

    anthropic_api_key: Annotated[SecretStr | None, Field(validation_alias=KEY, description="The key for Claude.")] = (
        None
    )
    anthropic_base_url: Annotated[
        Annotated[str, AfterValidator(_address)] | None,
        Field(
            validation_alias=BASE_URL,
            description="Another server that speaks the Messages API; with it, no key is needed. From `.env` it is"
            " only taken with a key from there too, or with none.",
        ),
    ] = None
    model: Annotated[
        str,
        Field(
            description="The model to work with: a name that the Messages API knows, `local:NAME` for one on this"
            " computer (`prompteur model list`), `local:/path/to/file.gguf`, or `guided` for none."
            f" Empty: `{DEFAULT_MODEL}` with a key, else what `prompteur model pull` fetched last, else guided."
        ),
    ] = ""
    discord_token: Annotated[
        SecretStr | None,
        Field(
            validation_alias=DISCORD_TOKEN,
            description="The token of your Discord application's bot. With it, `prompteur` answers on Discord.",
        ),
    ] = None
    discord_guild: Annotated[
        PositiveInt | None,
        Field(
            description="The id of one Discord server that gets new commands at once, for development. Empty: commands"
            " are for every server."
        ),
    ] = None
    discord_threads: Annotated[
        bool,
        Field(
            description="Whether Discord's threads in which the bot works go on without a mention, and what others said"
            " there is understood: true or false. Discord then shows the bot every message in its channels; Message"
            " Content Intent must be switched on for it (developer portal, your application, Bot)."
        ),
    ] = False
    discord_api_url: Annotated[
        Annotated[str, AfterValidator(_address)] | None,
        Field(
            description="Another address of Discord's REST interface, such as a proxy of your own: https://.../api/v10."
        ),
    ] = None
    discord_gateway_url: Annotated[
        Annotated[str, AfterValidator(_gateway)] | None,
        Field(description="Another address of Discord's gateway, such as a proxy of your own: wss://..."),
    ] = None
    slack_bot_token: Annotated[
        SecretStr | None,
        Field(
            validation_alias=SLACK_BOT_TOKEN,
            description="The bot token of your Slack app, installed in your workspace (xoxb-...). With it, `prompteur`"
            " answers on Slack.",
        ),
    ] = None
    slack_app_token: Annotated[
        SecretStr | None,
        Field(
            validation_alias=SLACK_APP_TOKEN,
            description="The app-level token of your Slack app, with the right connections:write (xapp-...): Slack is"
            " heard through Socket Mode, and no public address is needed.",
        ),
    ] = None
    slack_signing_secret: Annotated[
        SecretStr | None,
        Field(
            validation_alias=SLACK_SIGNING_SECRET,
            description="The signing secret of your Slack app, by which requests of Slack are known over HTTP.",
        ),
    ] = None
    slack_command: Annotated[
        str,
        AfterValidator(slash_command),
        Field(
            description="The name of your Slack app's slash command, where `prompteur slack manifest --command` gave it"
            " another."
        ),
    ] = "prompt"
    slack_port: Annotated[
        PositiveInt | None,
        Field(
            le=65535,
            description="The port on which Slack's requests are taken, at the path /slack/events, instead of Socket"
            " Mode. Empty: Socket Mode.",
        ),
    ] = None
    slack_host: Annotated[
        str, Field(description="The address of this computer that the port is opened on. Empty: every address.")
    ] = ""
    slack_api_url: Annotated[
        Annotated[str, AfterValidator(_address)] | None,
        Field(description="Another address of Slack's Web API, such as a proxy of your own: https://.../api/."),
    ] = None
    data_dir: Annotated[
        Path, Field(description="The folder for the database, the key file, history and local models.")
    ] = Field(default_factory=lambda: user_data_path("prompteur"), validate_default=False)
    database_url: Annotated[
        str,
        AfterValidator(_database),
        Field(
            description="Where the library is kept: `sqlite:///` and a whole path, such as"
            " `sqlite:////srv/library.db` or `sqlite:///~/library.db`. Empty: in the data folder."
        ),
    ] = ""
    secret_key: Annotated[
        SecretStr | None,
        Field(
            description="The key that encrypts what must be kept secret in the database (Fernet, 32 bytes in URL-safe"
            " base64). Empty: made once and kept in the data folder, readable by its owner only."
        ),
    ] = None
    language: Annotated[
        str,
        AfterValidator(_language),
        Field(description=f"The language of the terminal and the shell: {', '.join(installed())}."),
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="What the log holds, at least.")
    ] = "info"
    log_format: Annotated[
        Literal["", "console", "json"],
        Field(description="How the log looks. Empty: `console` on a terminal, else `json`."),
    ] = ""
    first_token_seconds: Annotated[
        PositiveFloat, Field(description="How long the model may be silent before the answer counts as cut.")
    ] = 30.0
    answer_seconds: Annotated[PositiveFloat, Field(description="How long one answer of the model may take in all.")] = (
        120.0
    )
    person_tokens_a_day: Annotated[
        PositiveInt, Field(description="Tokens that one person may use in any 24 hours.")
    ] = 500_000
    team_tokens_a_day: Annotated[PositiveInt, Field(description="The same for a team.")] = 5_000_000
    process_tokens_a_day: Annotated[PositiveInt, Field(description="The same for everybody together.")] = 20_000_000
    person_calls_at_once: Annotated[PositiveInt, Field(description="Answers of the model at once for one person.")] = 4
    team_calls_at_once: Annotated[PositiveInt, Field(description="The same for a team.")] = 40
    process_calls_at_once: Annotated[PositiveInt, Field(description="The same for everybody together.")] = 200

    @property
    def database(self) -> Path:
        """The database's file."""
        path = self.database_url.removeprefix(SQLITE)
        return _expanded(path) if path else self.data_dir / "prompteur.db"

    @property
    def budgets(self) -> Budgets:
        """The bounds by who pays."""
        return Budgets(
            person=Budget(tokens_a_day=self.person_tokens_a_day, calls_at_once=self.person_calls_at_once),
            team=Budget(tokens_a_day=self.team_tokens_a_day, calls_at_once=self.team_calls_at_once),
            process=Budget(tokens_a_day=self.process_tokens_a_day, calls_at_once=self.process_calls_at_once),
        )


def load() -> Settings:
    """Read the settings. `Misconfigured` names the first that is wrong, without its value (it may be a secret)."""
    _keep_the_secrets()
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Misconfigured(
            "The setting {name} is wrong: {reason}.", name=variable(str(first["loc"][0])), reason=first["msg"]
        ) from None


def _keep_the_secrets() -> None:
    """Refuse to send a secret of the environment to an address that only `.env` names: whoever wrote that file, in a
    repository that was copied from elsewhere, say, would get it.
    """
    environment = {variable(each) for each in EnvSettingsSource(Settings)()}
    file = {variable(each) for each in DotEnvSettingsSource(Settings)()}
    for secret, addresses in SENT.items():
        chosen = [each for each in addresses if each in file - environment]
        if secret in environment and chosen:
            raise Misconfigured(
                N_(
                    "{address} comes from the file .env in this folder, and {secret} does not:"
                    " it would go to a server that the file chose. Nothing was sent."
                ),
                address=chosen[0],
                secret=secret,
                advice=N_(
                    "If you trust that server, put both into the same place. If not, take the address out of .env."
                ),
            )


def variable(field: str) -> str:
    """Give the environment variable of a field."""
    info = Settings.model_fields.get(field)
    alias = info.validation_alias if info else field
    return alias if isinstance(alias, str) else f"PROMPTEUR_{field.upper()}"
