"""Where the pages are served: a site's web.toml (docs/deployment.md)."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hah_console.domain.errors import HahError

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8443
SAFE_HOST = re.compile(r"[\w.:-]{1,253}")


class WebSetupInvalid(HahError):
    """The file cannot be used. Facts: file, key, reason."""

    code = "web_setup_invalid"


@dataclass(frozen=True, slots=True)
class WebSetup:
    """``host`` is where the service listens, ``name`` what phones call it and its certificate says.

    Without ``certificate`` and ``key`` a self-signed one is made in ``folder`` at the first start. Port 0: any free.
    """

    folder: Path
    host: str = LOOPBACK
    port: int = DEFAULT_PORT
    name: str = LOOPBACK
    certificate: Path | None = None
    key: Path | None = None


class _Listener(msgspec.Struct, forbid_unknown_fields=True):
    host: str = LOOPBACK
    port: int = DEFAULT_PORT
    name: str = ""
    certificate: str = ""
    key: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    listener: _Listener = msgspec.field(default_factory=_Listener)


def read_web_setup(file: Path, folder: Path) -> WebSetup:
    """The setup of a file, paths counted from it; ``folder`` is for what the program makes. Raises WebSetupInvalid."""
    try:
        told = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File).listener
    except (OSError, UnicodeDecodeError) as error:
        raise WebSetupInvalid(file=file.name, key="", reason="unreadable_file") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise WebSetupInvalid(file=file.name, key="", reason=str(error)) from error
    return WebSetup(
        folder, _host(file, "host", told.host), _port(file, told.port), _host(file, "name", told.name or told.host),
        *_pair(file, told),
    )  # fmt: skip


def _host(file: Path, key: str, told: str) -> str:
    if not SAFE_HOST.fullmatch(told):
        raise WebSetupInvalid(file=file.name, key=f"listener.{key}", reason="not_allowed_here")
    return told


def _port(file: Path, told: int) -> int:
    if not 0 <= told < 1 << 16:
        raise WebSetupInvalid(file=file.name, key="listener.port", reason="out_of_range")
    return told


def _pair(file: Path, told: _Listener) -> tuple[Path | None, Path | None]:
    if not told.certificate and not told.key:
        return None, None
    found = {"certificate": told.certificate, "key": told.key}
    for key, name in found.items():
        if not name:
            raise WebSetupInvalid(file=file.name, key=f"listener.{key}", reason="not_given")
        if not (file.parent / name).is_file():
            raise WebSetupInvalid(file=file.name, key=f"listener.{key}", reason="no_such_file")
    return (file.parent / told.certificate).absolute(), (file.parent / told.key).absolute()
