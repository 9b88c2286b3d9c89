"""Where a language model is put together from its parts."""

from collections.abc import Callable

from bot.model.budgets import Budgeted, Spending
from bot.model.claude import Claude
from bot.model.client import Client, connect_client
from bot.model.patience import Patience
from bot.model.prices import price_of
from bot.model.reading import Attempt, messages
from bot.model.server import HOSTED_URL, Server, host, paid
from bot.ports import Budgets, Clock, Ledger, Model, Traits


def connect(  # noqa: PLR0913 - the settings that a model needs
    *,
    key: str,
    base_url: str,
    name: str,
    clock: Clock,
    ledger: Ledger,
    budgets: Budgets,
    first_token_seconds: float = 30.0,
    answer_seconds: float = 120.0,
) -> Model:
    """Give the model `name` of the hosted API, or of the server at `base_url` when that is not empty; it may need no
    `key`. Nothing is sent yet. Seconds: how long the server may be silent, and how long one answer may take in all.
    """
    url = base_url or HOSTED_URL
    traits = Traits(name=name, hosted=True, where=host(url), tools=True, images=True, structure=True)
    patience = Patience(silence=first_token_seconds, answer=answer_seconds)
    server = Server(model=name, traits=traits, url=url, key=key, paid=paid(url))
    return assemble(server, patience=patience, clock=clock, spending=Spending(budgets, ledger, clock))


def assemble(
    server: Server,
    *,
    patience: Patience,
    clock: Clock,
    spending: Spending,
    asked_by: Callable[[Client, Server], Attempt] = messages,
) -> Model:
    """Put a model together over `server`. `asked_by` makes the way to ask it: one of its own for a server whose
    structured answers do not come by the Messages API.
    """
    client = connect_client(server, silence=patience.silence)
    model = Claude(
        server,
        client,
        patience=patience,
        clock=clock,
        charge=spending.charge,
        price=price_of(server),
        attempt=asked_by(client, server),
    )
    return Budgeted(model, spending)
