"""A loopback package registry and hub: gives wheels with parts of a file, and the file itself; misbehaves when told."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer


def wheel(package: str, version: str, members: Mapping[str, bytes]) -> bytes:
    """Make a wheel that pip takes for one."""
    name = f"{package.replace('-', '_')}-{version}"
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in members.items():
            archive.writestr(path, data)
        archive.writestr(f"{name}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        archive.writestr(f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{name}.dist-info/RECORD", "")
    return whole.getvalue()


@dataclass
class Shop:
    """What is served: `packages` by name as (version, wheel), `files` by path. `asked` is what was fetched, in order.

    `cut` bytes are all that a file's answer brings, once for each number in it; `pages` are paths that answer with a
    login page.
    """

    packages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    cut: list[int] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)
    ranges: bool = True
    asked: list[str] = field(default_factory=list)

    def server(self) -> TestServer:
        """Give the server, not yet started."""
        app = web.Application()
        app.router.add_get("/simple/{package}/", self._index)
        app.router.add_get("/wheels/{package}/{file}", self._wheel)
        app.router.add_get("/hub/{path}", self._file)
        return TestServer(app)

    async def _index(self, request: web.Request) -> web.Response:
        package = request.match_info["package"]
        if package not in self.packages:
            raise web.HTTPNotFound
        version, _ = self.packages[package]
        file = f"{package.replace('-', '_')}-{version}-py3-none-any.whl"
        return web.Response(text=f'<a href="/wheels/{package}/{file}">{file}</a>', content_type="text/html")

    async def _wheel(self, request: web.Request) -> web.Response:
        package = request.match_info["package"]
        self.asked.append(package)
        return web.Response(body=self.packages[package][1], content_type="application/octet-stream")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        self.asked.append(f"{path} {request.headers.get('Range', '')}".strip())
        if path in self.pages:
            return web.Response(text="<html>Please log in</html>", content_type="text/html")
        whole = self.files[path]
        begins = request.http_range.start or 0 if self.ranges else 0
        answer = web.StreamResponse(status=206 if self.ranges else 200)
        answer.content_length = len(whole) - begins
        await answer.prepare(request)
        if self.cut:
            await answer.write(whole[begins : begins + self.cut.pop(0)])
            if request.transport is not None:
                request.transport.close()
            return answer
        await answer.write(whole[begins:])
        return answer
