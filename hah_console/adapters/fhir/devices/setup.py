"""A site's ``devices.toml``: gateways that upload FHIR, interfaces that send HL7 v2, other names of devices."""

import hashlib
import hmac
import os
import secrets
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from hah_console.adapters.fhir.devices.codes import VITAL_OF
from hah_console.adapters.fhir.hl7v2.charset import CODECS
from hah_console.adapters.fhir.hl7v2.dialect import Dialect
from hah_console.adapters.fhir.hl7v2.listener import Listening, Network
from hah_console.adapters.fhir.mapping.terms import LOINC
from hah_console.domain.errors import HahError
from hah_console.domain.ids import DeviceId

FILE = "devices.toml"
LOOPBACK = "127.0.0.1"
HL7_PORT = 2575
HASHED = "sha256:"


class DeviceSetupInvalid(HahError):
    """The file cannot be used. Facts: file, key, reason."""

    code = "device_setup_invalid"


@dataclass(frozen=True, slots=True)
class DeviceSetup:
    """``gateways`` by id the hash of the token each shows; ``names`` other names of devices; ``hl7`` where to listen,
    None for nowhere."""

    gateways: Mapping[str, str]
    names: Mapping[str, DeviceId]
    hl7: Listening | None = None

    def gateway_of(self, token: str) -> str | None:
        """The gateway that shows this token; every one is compared, so that the time tells nothing."""
        shown = hashed(token)
        found = [name for name, known in self.gateways.items() if hmac.compare_digest(known, shown)]
        return found[0] if found else None


def new_token() -> str:
    """A token for a gateway, told once."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What stands in the file for a token; tokens are random, so that a plain hash is enough."""
    return HASHED + hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _readable_by_others(key: Path) -> bool:
    """SAFETY(page key): a key that others of the machine may read does not serve interfaces either."""
    return key.is_file() and bool(key.stat().st_mode & 0o077)


class _Gateway(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    token: str


class _Hl7(msgspec.Struct, forbid_unknown_fields=True):
    host: str = LOOPBACK
    port: int = HL7_PORT
    peers: list[str] = msgspec.field(default_factory=list)
    zone: str = "Asia/Taipei"
    charset: str = ""
    units: dict[str, str] = msgspec.field(default_factory=dict)
    codes: dict[str, str] = msgspec.field(default_factory=dict)
    certificate: str = ""
    key: str = ""
    authority: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    gateway: list[_Gateway] = msgspec.field(default_factory=list)
    names: dict[str, str] = msgspec.field(default_factory=dict)
    hl7: _Hl7 | None = None


@dataclass(frozen=True, slots=True)
class _Reader:
    file: Path

    def refused(self, key: str, reason: str) -> DeviceSetupInvalid:
        return DeviceSetupInvalid(file=self.file.name, key=key, reason=reason)

    def gateways(self, told: list[_Gateway]) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in told:
            if not each.id.isprintable() or not each.id or each.id in found:
                raise self.refused("gateway.id", "not_unique")
            if not each.token.startswith(HASHED) or len(each.token) != len(HASHED) + 64:
                raise self.refused(f"gateway.{each.id}.token", "not_a_hash")
            found[each.id] = each.token.lower()
        return found

    def listening(self, told: _Hl7) -> Listening:
        if told.host not in (LOOPBACK, "::1", "localhost") and not told.peers:
            raise self.refused("hl7.peers", "not_given")
        if told.charset.upper() not in CODECS:
            raise self.refused("hl7.charset", "unknown_word")
        try:
            zone = ZoneInfo(told.zone)
        except (KeyError, ValueError, OSError):
            raise self.refused("hl7.zone", "unknown_word") from None
        known = {code for system, code in VITAL_OF if system == LOINC}
        if strange := set(told.codes.values()) - known:
            raise self.refused(f"hl7.codes.{min(strange)}", "unknown_word")
        dialect = Dialect(zone, told.charset, told.units, told.codes)
        return Listening(told.host, told.port, self.peers(told.peers), dialect, self.tls(told))

    def peers(self, told: list[str]) -> tuple[Network, ...]:
        try:
            return tuple(ip_network(each) for each in told)
        except ValueError:
            raise self.refused("hl7.peers", "not_a_network") from None

    def tls(self, told: _Hl7) -> ssl.SSLContext | None:
        """With an authority senders have to show a certificate of it."""
        if not told.certificate and not told.key:
            return None
        if os.name == "posix" and _readable_by_others(self.file.parent / told.key):
            raise self.refused("hl7.key", "readable_by_others")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_cert_chain(self.file.parent / told.certificate, self.file.parent / told.key)
            if told.authority:
                context.load_verify_locations(self.file.parent / told.authority)
                context.verify_mode = ssl.CERT_REQUIRED
        except (OSError, ssl.SSLError):
            raise self.refused("hl7.certificate", "unreadable_file") from None
        return context


def read_device_setup(file: Path) -> DeviceSetup:
    """The setup of a file; paths in it are from its folder. Raises DeviceSetupInvalid."""
    reader = _Reader(file)
    try:
        told = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File)
    except (OSError, UnicodeDecodeError):
        raise reader.refused("", "unreadable_file") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise reader.refused("", str(error)) from None
    names = {name: DeviceId(device) for name, device in told.names.items()}
    return DeviceSetup(reader.gateways(told.gateway), names, reader.listening(told.hl7) if told.hl7 else None)
