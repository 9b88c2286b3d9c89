"""Every setting, read once from the environment and `.env`: the only reader of both.

Ecosystem names where they exist, our own begin with `PROMPTEUR_`. The README's table and `.env.example` are made
from this class.
"""

from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, PositiveFloat, PositiveInt, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain import Budget
from bot.errors import Misconfigured
from bot.ports import Budgets

DEFAULT_MODEL = "claude-sonnet-5"


def _named(name: str) -> AliasChoices:
    return AliasChoices(name)


class Settings(BaseSettings):
    """The settings. A wrong one ends the start with a sentence that names it (`load`)."""

    model_config = SettingsConfigDict(
        env_file=".env", env_prefix="PROMPTEUR_", extra="ignore", frozen=True, env_ignore_empty=True
    )

    anthropic_api_key: Annotated[
        SecretStr | None, Field(validation_alias="ANTHROPIC_API_KEY", description="The key for Claude.")
    ] = None
    anthropic_base_url: Annotated[
        str | None,
        Field(
            validation_alias="ANTHROPIC_BASE_URL",
            description="Another server that speaks the Messages API; with it, no key is needed.",
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
    data_dir: Annotated[
        Path, Field(description="The folder for the database, the key file, history and local models.")
    ] = Field(default_factory=lambda: user_data_path("prompteur"), validate_default=False)
    database_url: Annotated[
        str, Field(description="Where the library is kept: `sqlite:///absolute/path.db`. Empty: in the data folder.")
    ] = ""
    secret_key: Annotated[
        SecretStr | None,
        Field(
            description="The key that encrypts what must be kept secret in the database (Fernet, 32 bytes in URL-safe"
            " base64). Empty: made once and kept in the data folder, readable by its owner only."
        ),
    ] = None
    language: Annotated[str, Field(description="The language of the terminal and the shell: `en`, `fr`.")] = ""
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
        """The database's file. `Misconfigured` for an address of another kind."""
        if not self.database_url:
            return self.data_dir / "prompteur.db"
        scheme, _, path = self.database_url.partition(":///")
        if scheme != "sqlite" or not path:
            raise Misconfigured(
                "PROMPTEUR_DATABASE_URL must look like sqlite:///path/to/file.db; it is {url!r}.",
                url=self.database_url,
            )
        return Path(path).expanduser()

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
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Misconfigured(
            "The setting {name} is wrong: {reason}.", name=variable(str(first["loc"][0])), reason=first["msg"]
        ) from None


def variable(field: str) -> str:
    """Give the environment variable of a field."""
    info = Settings.model_fields.get(field)
    alias = info.validation_alias if info else field
    return alias if isinstance(alias, str) else f"PROMPTEUR_{field.upper()}"
