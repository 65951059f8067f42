"""The certificate of the pages: the site's own, or a self-signed one made at the first start."""

import ipaddress
import os
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hah_console.adapters.web.setup import WebSetup, WebSetupInvalid

CERTIFICATE_FILE, KEY_FILE = "web.crt", "web.key"
VALID = timedelta(days=397)
"""Phones refuse certificates that are valid for longer (CA/Browser Forum, baseline requirements 6.3.2)."""
RENEWED_BEFORE = timedelta(days=30)
CLOCK_SLACK = timedelta(days=1)
READABLE_BY_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files in PEM. ``fingerprint``: SHA-256 of the certificate, pairs of hexadecimal digits with colons, by which a
    person tells on the phone that it speaks with this service."""

    file: Path
    key: Path
    fingerprint: str


def certificate_for(setup: WebSetup, now: datetime) -> Certificate:
    """The configured one, else the self-signed one of the folder, made anew when it is missing, about to end or of
    another name. Raises WebSetupInvalid for files that are no certificate and its key, or a key others may read."""
    if setup.certificate and setup.key:
        return _checked(setup.certificate, setup.key)
    file, key = setup.folder / CERTIFICATE_FILE, setup.folder / KEY_FILE
    if not _serves(file, key, setup, now):
        _make(file, key, setup, now)
    return _checked(file, key)


def _checked(file: Path, key: Path) -> Certificate:
    """SAFETY(page key): a key that others of the machine may read does not serve pages."""
    if os.name == "posix" and key.stat().st_mode & READABLE_BY_OTHERS:
        raise WebSetupInvalid(file=key.name, key="listener.key", reason="readable_by_others")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(file, key)
        digest = x509.load_pem_x509_certificate(file.read_bytes()).fingerprint(hashes.SHA256())
    except (OSError, ssl.SSLError, ValueError) as error:
        raise WebSetupInvalid(file=file.name, key="listener.certificate", reason="unreadable_file") from error
    return Certificate(file, key, digest.hex(":").upper())


def _serves(file: Path, key: Path, setup: WebSetup, now: datetime) -> bool:
    if not file.is_file() or not key.is_file():
        return False
    try:
        known = x509.load_pem_x509_certificate(file.read_bytes())
        names = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    return set(_names(setup)) == set(names) and now < known.not_valid_after_utc - RENEWED_BEFORE


def _make(file: Path, key: Path, setup: WebSetup, now: datetime) -> None:
    private, subject = ec.generate_private_key(ec.SECP256R1()), _subject(setup)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SLACK)
        .not_valid_after(now - CLOCK_SLACK + VALID)
        .add_extension(x509.SubjectAlternativeName(_names(setup)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.parent.mkdir(parents=True, exist_ok=True)
    _write_private(key, pem)
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def _subject(setup: WebSetup) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, setup.name[:64])])


def _names(setup: WebSetup) -> list[x509.GeneralName]:
    """What phones may call it: its name, and the address it listens on unless that is all of them."""
    wanted = dict.fromkeys(name for name in (setup.name, setup.host) if name not in {"0.0.0.0", "::"})
    return [_general(name) for name in wanted]


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
