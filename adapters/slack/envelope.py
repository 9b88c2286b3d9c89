"""An envelope of Socket Mode, dispatched by the library as a request over HTTP would be."""

import json
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

log = structlog.get_logger()
_OK = 200


async def acknowledgement(app: AsyncApp, request: SocketModeRequest) -> str | None:
    """Dispatch an envelope; give what acknowledges it, None where it broke: Slack sends it again then."""
    dispatched = AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=build_headers(request))
    answer = await app.async_dispatch(dispatched)
    if answer.status != _OK:
        log.error("slack_envelope_broke", kind=request.type, status=answer.status)
        return None
    return json.dumps({"envelope_id": request.envelope_id, **_payload(answer)})


def _payload(answer: BoltResponse) -> dict[str, Any]:
    """Give what goes along with an acknowledgement."""
    if not answer.body:
        return {}
    kind = answer.headers.get("content-type", [""])[0]
    payload: Any = json.loads(answer.body) if kind.startswith("application/json") else {"text": answer.body}
    return {"payload": payload}
