"""The active service serves the pages of a site that has a web.toml, and nobody does when it has stopped."""

import socket
import ssl
from http.client import HTTPSConnection
from pathlib import Path

from helpers.processes import end, program, says, until
from helpers.stores import lay_demo_site

from hah_console.adapters.vitals.broker import free_port
from hah_console.adapters.web.certificate import CERTIFICATE_FILE
from hah_console.app.bootstrap import open_core
from hah_console.app.options import program_options
from hah_console.services.web_address import web_address


def test_a_service_with_a_web_file_says_where_its_pages_are_and_stops_serving_with_it(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "web.toml").write_text(f"[listener]\nport = {port}\n", "utf-8")
    lay_demo_site(tmp_path)
    core = open_core(program_options(tmp_path, None, free_port()))
    with program("service", "--home", str(tmp_path), "--no-own-broker", "--broker-port", str(free_port())) as process:
        assert says(process) == "ready"
        until(lambda: web_address(core.ctx).address == f"https://127.0.0.1:{port}")
        trusted = ssl.create_default_context(cafile=str(tmp_path / "web" / CERTIFICATE_FILE))
        connection = HTTPSConnection("127.0.0.1", port, context=trusted, timeout=5)
        connection.request("GET", "/nothing")
        assert connection.getresponse().status == 404
        connection.close()
        assert end(process) < 4.0
    core.store.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", port))
