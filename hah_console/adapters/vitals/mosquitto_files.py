"""What mosquitto reads: its settings, password file and access rules, made from the site's setup."""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from hah_console.adapters.vitals.assignment import Assignment, read_assignment
from hah_console.adapters.vitals.broker_setup import SAFE_NAME, BrokerSetup, write_private
from hah_console.adapters.vitals.session import LOOPBACK
from hah_console.adapters.vitals.topics import (
    EVERY_PATIENT,
    gateway_topic,
    status_topic,
    stored_topic,
    topic,
    wave_request_topic,
    wave_topic,
)

INFLIGHT = 2_000
ROUNDS, SALT_BYTES = 1_000, 12
"""Passwords are random and long, so that many rounds would only keep a thousand monitors waiting after a restart."""


def mosquitto_settings(port: int, folder: Path, setup: BrokerSetup | None = None) -> str:
    """Its configuration. The default queue of 1,000 messages loses readings silently, so it is unlimited here."""
    return "\n".join(
        [
            f"listener {port} {setup.host if setup else LOOPBACK}",
            *(_guard(setup, folder) if setup and setup.guarded else ["allow_anonymous true"]),
            "max_queued_messages 0",
            f"max_inflight_messages {INFLIGHT}",
            "persistence true",
            f"persistence_location {folder.as_posix()}/",
            "autosave_interval 5",
            "log_type error",
            "log_type warning",
            "",
        ]
    )


def write_accounts(setup: BrokerSetup, folder: Path) -> None:
    """Password file and access rules, for the broker's user only."""
    setup.make_passwords()
    write_private(folder / "passwords", "".join(f"{line}\n" for line in _passwords(setup)))
    write_access(setup, folder, read_assignment(folder))


def write_access(setup: BrokerSetup, folder: Path, assignment: Assignment | None) -> None:
    """The access rules alone; mosquitto reads them again when it gets the signal SIGHUP."""
    write_private(folder / "access", "".join(f"{line}\n" for line in access_rules(setup, assignment)))


def password_hash(password: str) -> str:
    """PBKDF2 of SHA-512, in mosquitto's form."""
    salt = secrets.token_bytes(SALT_BYTES)
    found = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS)
    return f"$7${ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(found).decode()}"


def access_rules(setup: BrokerSetup, assignment: Assignment | None = None) -> Iterator[str]:
    """SAFETY(who may publish): what is not named here nobody may read or write.

    A monitor may for the patient the program says it is with, for nobody when it is with nobody; before the program
    has said anything, for the one of the file.
    """
    site, every = setup.site_id, EVERY_PATIENT
    for name, account in setup.accounts.items():
        yield f"user {account.user}"
        if name == "service":
            yield f"topic read {topic(site, every)}"
            yield f"topic read {status_topic(site, every)}"
            yield f"topic read {gateway_topic(site, every)}"
            yield f"topic read {wave_topic(site, every, '+')}"
            yield f"topic write {stored_topic(site, every)}"
        elif name == "console":
            yield f"topic read {wave_topic(site, every, '+')}"
            yield f"topic write {wave_request_topic(site, every)}"
        else:
            yield from _device_rules(site, every)
            yield f"topic write {gateway_topic(site, every)}"
    for device in setup.devices:
        yield f"user {device.device_id}"
        patient = device.patient_id if assignment is None else assignment.get(device.device_id, "")
        if SAFE_NAME.fullmatch(patient):
            yield from _device_rules(site, patient)


def _device_rules(site: str, patient: str) -> Iterator[str]:
    yield f"topic write {topic(site, patient)}"
    yield f"topic write {status_topic(site, patient)}"
    yield f"topic write {wave_topic(site, patient, '+')}"
    yield f"topic read {stored_topic(site, patient)}"
    yield f"topic read {wave_request_topic(site, patient)}"


def _guard(setup: BrokerSetup, folder: Path) -> Iterator[str]:
    yield f"allow_anonymous {'false' if setup.closed else 'true'}"
    if setup.closed:
        yield f"password_file {(folder / 'passwords').as_posix()}"
        yield f"acl_file {(folder / 'access').as_posix()}"
    if setup.certificate and setup.key:
        yield f"certfile {setup.certificate.as_posix()}"
        yield f"keyfile {setup.key.as_posix()}"
        yield "tls_version tlsv1.2"


def _passwords(setup: BrokerSetup) -> Iterator[str]:
    for name in setup.accounts:
        login = setup.credentials(name)
        yield f"{login.user}:{password_hash(login.password)}"
    for device in setup.devices:
        yield f"{device.device_id}:{device.password_hash}"
