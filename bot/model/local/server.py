"""The llama.cpp server, as a process of its own: `python -m bot.model.local.server`.

The first line on standard input is a `Plan` as JSON. The first line on standard output is the address. It runs until
standard input closes, which it also does when the parent is killed. Exit code 1: the file could not be loaded; 2: the
package for it is missing.
"""

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from typing import Any

UNLOADABLE = 1
MISSING = 2
HOST = "127.0.0.1"
ERRORS_ONLY = 1
MOST_THREADS = 4
"""More bring little for a model that fits an ordinary computer."""
CACHE_MIB = 512
"""For prompts that were read already; the server's own default is 8,192."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run. `context` in tokens for each of `parallel` answers at once; after `idle_seconds` without a request
    the weights leave the memory until the next one.
    """

    name: str
    path: str
    key: str
    context: int
    parallel: int
    idle_seconds: int

    def line(self) -> bytes:
        """Give the line for standard input. The key travels there, as arguments can be seen by others."""
        return json.dumps(asdict(self)).encode() + b"\n"


def main() -> int:
    """Run the server until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is for the program, not for its server
    answer = _own_output()
    plan = Plan(**json.loads(sys.stdin.buffer.readline()))
    try:
        server = _serve(plan)
    except ImportError:
        return MISSING
    except RuntimeError:
        return UNLOADABLE
    with os.fdopen(answer, "w") as out:
        out.write(f"{server.listening_address}\n")
    sys.stdin.buffer.read()
    return 0


def _own_output() -> int:
    """Keep standard output for the address alone: whatever the library prints goes to standard error."""
    answer = os.dup(1)
    os.dup2(2, 1)
    return answer


def _serve(plan: Plan) -> Any:  # noqa: ANN401 - the library has no types
    import xllamacpp  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra that not everybody has

    params = xllamacpp.CommonParams()
    params.model.path = plan.path
    params.model_alias = {plan.name}
    params.n_ctx = plan.context * plan.parallel
    params.n_parallel = plan.parallel
    params.use_jinja = True
    params.ui = False
    params.hostnames = [HOST]
    params.port = 0
    params.api_keys = [plan.key]
    params.cors_origins = f"http://{HOST}"
    params.endpoint_slots = False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = _threads()
    params.cache_ram_mib = CACHE_MIB
    params.sleep_idle_seconds = plan.idle_seconds
    params.verbosity = ERRORS_ONLY
    return xllamacpp.Server(params)


def _threads() -> int:
    """Leave a core to the program and to whatever else runs. Threads wait for each other without sleeping: with one
    on every core, a busy computer slows them down twentyfold.
    """
    return max(1, min(MOST_THREADS, (os.cpu_count() or 1) - 1))


if __name__ == "__main__":
    sys.exit(main())
