"""The real FHIR servers of the tests: sekmet-fhir on loopback in a fresh folder, or one named by the environment."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_S = 40.0
BASE, TOKEN = "HAH_TEST_FHIR_BASE", "HAH_TEST_FHIR_TOKEN"
"""Environment variables: a server that is there already, and a bearer token for it."""


@contextmanager
def sekmet(folder: Path, auth: dict[str, object] | None = None) -> Iterator[str]:
    """Its base address; ended on the way out."""
    port = free_port()
    base = f"http://127.0.0.1:{port}/fhir"
    settings = {
        "base_url": base, "host": "127.0.0.1", "port": port, "data_dir": str(folder / "data"),
        "simulator": {"enabled": False}, "log_inbound": False, "own_private_key_path": str(folder / "own.pem"),
    }  # fmt: skip
    if auth:
        settings["server_auth"] = auth
    (folder / "settings.yaml").write_text(json.dumps(settings), "utf-8")
    command = [sys.executable, "-m", "sekmet.cli", "serve", "-c", str(folder / "settings.yaml")]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        _until_there(f"{base}/metadata", process)
        yield base
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return int(it.getsockname()[1])


def named_server() -> tuple[str, str] | None:
    """Base address and token of a server that the environment names."""
    return (os.environ[BASE], os.environ.get(TOKEN, "")) if os.environ.get(BASE) else None


def _until_there(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                answer.read()
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")
