"""A FHIR server in the test process that does wrong what the test asks for."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Headers = dict[str, str]


@dataclass
class Reply:
    """What is answered: status, body (bytes or JSON), headers; or raw behaviour by ``act``."""

    status: int = 200
    body: object = None
    headers: Headers = field(default_factory=dict)
    act: "Callable[[BaseHTTPRequestHandler], None] | None" = None


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: Headers
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class FaultServer:
    """Answers requests by ``answer``; notes each in ``asked``."""

    base: str = ""
    answer: Callable[[Asked], Reply] = lambda asked: Reply(404)
    asked: list[Asked] = field(default_factory=list)

    def replies(self, *replies: Reply) -> None:
        """The given replies in turn, the last one again and again."""
        left = list(replies)
        self.answer = lambda asked: left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def fault_server() -> Iterator[FaultServer]:
    """One on loopback, ended on the way out."""
    it = FaultServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
            it.asked.append(asked)
            reply = it.answer(asked)
            if reply.act is not None:
                reply.act(self)
                self.close_connection = True
                return
            content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in ({"Content-Length": str(len(content))} | reply.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

        def log_message(self, *arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    it.base = f"http://127.0.0.1:{server.server_port}/fhir/"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield it
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def bundle(*resources: object, self_link: str = "", next_link: str = "") -> dict[str, object]:
    """A searchset."""
    links = [{"relation": name, "url": url} for name, url in (("self", self_link), ("next", next_link)) if url]
    entries = [each if isinstance(each, dict) and "search" in each else {"resource": each} for each in resources]
    return {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}


def outcome(code: str = "invalid", text: str = "no") -> dict[str, object]:
    """An OperationOutcome with one issue."""
    issue = {"severity": "error", "code": code, "diagnostics": text, "expression": ["Patient.name"]}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def silence(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """No answer for so long, then a closed connection."""
    return lambda handler: time.sleep(seconds)
