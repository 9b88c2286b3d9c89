"""A double of the process that runs the llama.cpp server: takes the place of `bot.model.local.server` in a `Child`.

What it does is told by the name of the model's file: `bad` cannot be loaded, `bare` has no package for it, `mute` never
tells its address, `stays` does not end when its input closes; anything else runs.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from bot.model.local.server import HOST, MISSING, UNLOADABLE


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Say that all is well."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> int:
    """Take the place of the real server."""
    sys.stderr.write("a line that nobody needs\n" * 5000)
    file = json.loads(sys.stdin.buffer.readline())["path"]
    if "bad" in file:
        return UNLOADABLE
    if "bare" in file:
        return MISSING
    if "mute" not in file:
        server = HTTPServer((HOST, 0), _Health)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdout.write(f"http://{HOST}:{server.server_port}\n")
        sys.stdout.flush()
    sys.stdin.buffer.read()
    if "stays" in file:
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
