"""A hub on loopback whose faults are scripted: no test ever touches a real network."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "c0ffee00" * 5
TOKEN = "hf_secretsecretsecret"


@dataclass
class Fault:
    """What goes wrong with one answer; the default is that nothing does.

    Attributes:
        status: Sent instead of the content.
        headers: Sent besides.
        cut_after: Bytes of the body after which the connection is closed.
        stall_after: Bytes after which nothing more comes until the hub is closed.
        ignores_range: Whether the whole content comes whatever was asked for.
        html: Whether a web page comes.
        redirect: Where to go instead.
        content: Sent instead of what was listed.
    """

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    stall_after: int | None = None
    ignores_range: bool = False
    html: bool = False
    redirect: str = ""
    content: bytes | None = None


@dataclass
class Asked:
    """One request that came."""

    path: str
    headers: dict[str, str]


class FakeHub:
    """Hold repositories, and what goes wrong with them.

    Attributes:
        url: Its address.
        asked: Every request, in order.
        gated: Repositories that only the token opens.
        etags: By path, what the content is called instead of its hash.
        licence: What every card says.
        unhashed: Paths whose hash the listing leaves out.
        page: Files in one page of a listing.
    """

    def __init__(self) -> None:
        self.repositories: dict[str, dict[str, bytes]] = {}
        self.plain: dict[str, bytes] = {}
        self.asked: list[Asked] = []
        self.gated: set[str] = set()
        self.unhashed: set[str] = set()
        self.etags: dict[str, str] = {}
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.page = 1000
        self.ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def script(self, name: str, *faults: Fault) -> None:
        """Say what goes wrong with the next answers for paths that end so."""
        self.faults[name] += faults

    def fault_for(self, path: str) -> Fault:
        for name, faults in self.faults.items():
            if path.endswith(name) and faults:
                return faults.pop(0)
        return Fault()

    def requests(self, ending: str) -> list[Asked]:
        return [one for one in self.asked if urlsplit(one.path).path.endswith(ending)]


@contextmanager
def running() -> Iterator[FakeHub]:
    hub = FakeHub()
    try:
        yield hub
    finally:
        hub.close()


def safetensors(size_bytes: int, seed: int = 1) -> bytes:
    """Make a whole file of about that size whose one tensor holds noise."""
    data = hashlib.shake_128(seed.to_bytes(4, "little")).digest(size_bytes // 4 * 4)
    facts = {"w": {"dtype": "F32", "shape": [len(data) // 4], "data_offsets": [0, len(data)]}}
    header = json.dumps(facts).encode()
    return len(header).to_bytes(8, "little") + header + data


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def git_blob(content: bytes) -> str:
    return hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()


def _handler(hub: FakeHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - its name
            return

        def do_GET(self) -> None:
            _answer(hub, self)

    return Handler


def _answer(hub: FakeHub, handler: BaseHTTPRequestHandler) -> None:
    hub.asked.append(Asked(handler.path, {k.lower(): v for k, v in handler.headers.items()}))
    path = unquote(urlsplit(handler.path).path)
    fault = hub.fault_for(path)
    if fault.redirect:
        return _say(handler, 302, b"", {"Location": fault.redirect, **fault.headers})
    if fault.status:
        return _say(handler, fault.status, b"no", fault.headers)
    if fault.html:
        return _say(handler, 200, b"<!doctype html><p>log in", {"Content-Type": "text/html"})
    for start, act in _ROUTES.items():
        if path.startswith(start):
            return act(hub, handler, path, fault)
    owner, name, _, _, *rest = [*path.strip("/").split("/"), "", "", ""]
    repository, file = f"{owner}/{name}", "/".join(one for one in rest if one)
    if not _may_read(hub, handler, repository):
        told = {"X-Error-Code": "GatedRepo"}
        return _say(handler, 403 if "authorization" in _last(hub) else 401, b"", told)
    content = hub.repositories.get(repository, {}).get(file)
    if content is None:
        return _say(handler, 404, b"", {"X-Error-Code": "EntryNotFound"})
    return _send(hub, handler, path, content, fault)


def _last(hub: FakeHub) -> dict[str, str]:
    return hub.asked[-1].headers


def _may_read(hub: FakeHub, handler: BaseHTTPRequestHandler, repository: str) -> bool:
    told = handler.headers.get("Authorization")
    return repository not in hub.gated or told == f"Bearer {TOKEN}"


def _plain(hub: FakeHub, handler: BaseHTTPRequestHandler, path: str, fault: Fault) -> None:
    content = hub.plain.get(path.rpartition("/")[2])
    if content is None:
        return _say(handler, 404, b"", {})
    return _send(hub, handler, path, content, fault)


def _api(hub: FakeHub, handler: BaseHTTPRequestHandler, path: str, _: Fault) -> None:
    if path == "/api/whoami-v2":
        known = handler.headers.get("Authorization") == f"Bearer {TOKEN}"
        body = json.dumps({"name": "ada"}).encode()
        return _say(handler, 200 if known else 401, body, {})
    owner, name, what = path.removeprefix("/api/models/").split("/")[:3]
    files = hub.repositories.get(f"{owner}/{name}")
    if files is None:
        return _say(handler, 401, b"", {"X-Error-Code": "RepoNotFound"})
    if what == "revision":
        told: Any = {"sha": COMMIT, "cardData": {"license": "mit"}}
        return _say(handler, 200, json.dumps(told).encode(), {})
    query = urlsplit(handler.path).query
    start = int(query.rpartition("cursor=")[2]) if "cursor=" in query else 0
    rows = [_row(hub, path, content) for path, content in sorted(files.items())]
    more = {}
    if start + hub.page < len(rows):
        base = f"{hub.url}{urlsplit(handler.path).path}?recursive=true"
        more = {"Link": f'<{base}&cursor={start + hub.page}>; rel="next"'}
    body = json.dumps(rows[start : start + hub.page]).encode()
    return _say(handler, 200, body, {"Content-Type": "application/json", **more})


_ROUTES: dict[str, Callable[[FakeHub, BaseHTTPRequestHandler, str, Fault], None]] = {
    "/api/": _api,
    "/plain/": _plain,
}


def _row(hub: FakeHub, path: str, content: bytes) -> dict[str, Any]:
    row: dict[str, Any] = {"type": "file", "path": path, "size": len(content)}
    if path in hub.unhashed:
        return row
    row["oid"] = git_blob(content)
    if path.endswith(".safetensors"):
        row["lfs"] = {"oid": sha256(content), "size": len(content), "pointerSize": 134}
    return row


def _say(
    handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]
) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _send(
    hub: FakeHub, handler: BaseHTTPRequestHandler, path: str, content: bytes, fault: Fault
) -> None:
    content = content if fault.content is None else fault.content
    etag = hub.etags.get(path.rpartition("/")[2], f'"{sha256(content)}"')
    asked = handler.headers.get("Range", "")
    start = int(asked.removeprefix("bytes=").removesuffix("-") or 0) if asked else 0
    if fault.ignores_range or handler.headers.get("If-Range", etag) != etag:
        start = 0
    if asked and start >= len(content):
        return _say(handler, 416, b"", {"Content-Range": f"bytes */{len(content)}"})
    handler.send_response(206 if start else 200)
    if start:
        span = f"bytes {start}-{len(content) - 1}/{len(content)}"
        handler.send_header("Content-Range", span)
    for name, value in {"ETag": etag, **fault.headers}.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(content) - start))
    handler.end_headers()
    body = content[start:]
    stop = fault.cut_after if fault.stall_after is None else fault.stall_after
    handler.wfile.write(body if stop is None else body[:stop])
    handler.wfile.flush()
    if fault.stall_after is not None:
        hub.ended.wait(60)
    if stop is not None:
        handler.close_connection = True
    return None
