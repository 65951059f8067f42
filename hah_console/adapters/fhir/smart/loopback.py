"""The page of this machine the browser comes back to after a sign-in."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

PATH = "/signed-in"
PAGE = (
    '<!doctype html><html lang="zh-Hant"><meta charset="utf-8"><title>OK</title>'
    "<p>登入已完成，請關閉此頁並回到指揮台。<br>Signed in. Close this page and return to the console.</p></html>"
)
REQUEST_S = 5.0


class LoopbackPage:
    """Waits on a port of 127.0.0.1 (a free one for 0) for the one request that carries the answer of the sign-in.

    Raises OSError when the port is in use.
    """

    def __init__(self, port: int = 0) -> None:
        page = self

        class Handler(BaseHTTPRequestHandler):
            timeout = REQUEST_S

            def do_GET(self) -> None:
                """Take the answer in; other paths (a browser asks for an icon) do not count."""
                is_answer = urlsplit(self.path).path == PATH
                content = PAGE.encode() if is_answer else b""
                self.send_response(200 if is_answer else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Referrer-Policy", "no-referrer")
                self.end_headers()
                self.wfile.write(content)
                if is_answer and not page.answer:
                    page.answer = f"{page.address}?{urlsplit(self.path).query}"

            def log_message(self, *_arguments: object) -> None:
                """The address has the code in it: it goes to no log."""

        self.answer = ""
        self._server = HTTPServer(("127.0.0.1", port), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}{PATH}"

    def wait(self, limit_s: float) -> str:
        """The address the browser came back to, empty when it did not within the limit."""
        deadline = time.monotonic() + limit_s
        while not self.answer and (left := deadline - time.monotonic()) > 0:
            self._server.timeout = min(left, 0.2)
            self._server.handle_request()
        return self.answer

    def close(self) -> None:
        """Listen no longer."""
        self._server.server_close()
