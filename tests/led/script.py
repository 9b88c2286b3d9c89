"""What a model says in these tests: a script in which `@@` stands for the boundary of the request."""

import json
import re
from dataclasses import replace

from bot.domain import CallId, PersonId
from bot.ports import Ask, Asker
from bot.words import Words
from tests.doubles.model import Says, ScriptedModel

ASKER = Asker(person=PersonId("p"), team=None, call=CallId("c"), words=Words("en"))
MARK = "@@"


def model(*answers: Says) -> ScriptedModel:
    """Give a model that says these, in turn."""
    left = list(answers)

    def answer(ask: Ask) -> Says:
        says = left.pop(0)
        value = json.loads(json.dumps(says.value).replace(MARK, boundary(ask)))
        return replace(says, value=value)

    return ScriptedModel(answer)


def sent(scripted: ScriptedModel) -> str:
    """Give the last turn of the last request."""
    return scripted.asks[-1].turns[-1].text


def boundary(ask: Ask) -> str:
    """Give the boundary that a request names."""
    found = re.search(r"^Boundary: (\w+)$", ask.turns[0].text, re.MULTILINE)
    assert found
    return found[1]
