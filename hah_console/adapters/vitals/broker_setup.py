"""How the broker is reached and who may speak on it: a site's broker.toml (docs/deployment.md)."""

import os
import re
import secrets
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hah_console.adapters.vitals.decode import DeviceKeys
from hah_console.adapters.vitals.session import LOOPBACK, Address, Credentials
from hah_console.domain.errors import HahError
from hah_console.domain.ids import DeviceId

LOCAL = frozenset({LOOPBACK, "localhost", "::1"})
SAFE_NAME = re.compile(r"[\w.-]+")
"""SAFETY(who may publish): no wildcard of MQTT and no line break gets from a name into the access rules."""
SAFE_HOST = re.compile(r"[\w.:-]+")
HASH = re.compile(r"\$7\$\d+\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+")
LEAST_KEY_BYTES = 16
SECRET_BYTES = 24
OTHERS_MAY = 0o077


class BrokerSetupInvalid(HahError):
    """The file cannot be used. Facts: file, key, reason."""

    code = "broker_setup_invalid"


@dataclass(frozen=True, slots=True)
class Account:
    """A login of the program's own; its password lies in a file only its user may read."""

    user: str
    password_file: Path


@dataclass(frozen=True, slots=True)
class DeviceAccount:
    """A monitor that logs in with its id; ``password_hash`` as mosquitto writes it."""

    device_id: DeviceId
    patient_id: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class BrokerSetup:
    """One file. ``host`` is where the broker listens, ``name`` what clients call it and its certificate says."""

    file: Path
    site_id: str
    host: str
    port: int
    name: str
    certificate: Path | None = None
    key: Path | None = None
    ca: Path | None = None
    accounts: Mapping[str, Account] = field(default_factory=dict)
    devices: tuple[DeviceAccount, ...] = ()
    device_keys: DeviceKeys = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Whether nobody is let in without a password."""
        return bool(self.accounts or self.devices)

    @property
    def guarded(self) -> bool:
        """Whether the broker has to know certificates or accounts."""
        return self.closed or self.ca is not None or self.certificate is not None

    def address(self) -> Address:
        """Where clients find the broker; with TLS they check its certificate."""
        try:
            tls = ssl.create_default_context(cafile=str(self.ca)) if self.ca else None
        except (OSError, ssl.SSLError) as error:
            raise self.wrong("listener.ca", "unreadable_file") from error
        return Address(self.port, self.name, tls)

    def credentials(self, account: str) -> Credentials:
        """The login of ``service``, ``console`` or ``demo``; raises BrokerSetupInvalid for one that is missing."""
        if not self.closed:
            return Credentials()
        found = self.accounts.get(account)
        if found is None:
            raise self.wrong(account, "not_given")
        return Credentials(found.user, self._secret(account, found.password_file))

    def make_passwords(self) -> None:
        """Make those of the program's own logins that do not exist yet."""
        for account in self.accounts.values():
            if not account.password_file.exists():
                account.password_file.parent.mkdir(parents=True, exist_ok=True)
                write_private(account.password_file, new_secret() + "\n")

    def wrong(self, key: str, reason: str) -> BrokerSetupInvalid:
        """What to raise for a key of this file."""
        return BrokerSetupInvalid(file=self.file.name, key=key, reason=reason)

    def _secret(self, account: str, path: Path) -> str:
        key = f"{account}.password_file"
        if not path.is_file():
            raise self.wrong(key, "no_such_file")
        if others_may_read(path):
            raise self.wrong(key, "readable_by_others")
        return path.read_text("utf-8").strip()


def new_secret() -> str:
    """A password nobody can guess."""
    return secrets.token_urlsafe(SECRET_BYTES)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, also where there was another before."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def others_may_read(path: Path) -> bool:
    """Whether anybody but the owner may; not told on systems without such modes."""
    return os.name == "posix" and bool(path.stat().st_mode & OTHERS_MAY)


def read_broker_setup(path: Path) -> BrokerSetup:
    """The setup of a file; raises BrokerSetupInvalid with file and key."""
    top = _Table(path, _told(path))
    listener = top.table("listener")
    host = listener.name("host", LOOPBACK, SAFE_HOST)
    accounts = {one: _account(top.table(one)) for one in ("service", "console", "demo") if top.has(one)}
    keys = top.path("device_keys")
    setup = BrokerSetup(
        path, top.name("site"), host, listener.port(), listener.name("name", host, SAFE_HOST),
        listener.path("certificate"), listener.path("key"), listener.path("ca"),
        accounts, tuple(_device(table) for table in top.tables("device")), read_device_keys(keys) if keys else {},
    )  # fmt: skip
    listener.end()
    top.end()
    _check(setup)
    return setup


def read_device_keys(path: Path) -> DeviceKeys:
    """The key of each device that signs, in hexadecimal; raises BrokerSetupInvalid with file and device."""
    if not path.is_file():
        raise BrokerSetupInvalid(file=path.name, key="", reason="no_such_file")
    if others_may_read(path):
        raise BrokerSetupInvalid(file=path.name, key="", reason="readable_by_others")
    return {DeviceId(device): _key(path, device, told) for device, told in _told(path).items()}


def _key(path: Path, device: str, told: object) -> bytes:
    try:
        key = bytes.fromhex(told) if isinstance(told, str) else b""
    except ValueError:
        key = b""
    if len(key) < LEAST_KEY_BYTES:
        raise BrokerSetupInvalid(file=path.name, key=device, reason="no_key")
    return key


def _check(setup: BrokerSetup) -> None:
    """SAFETY(who may publish): beyond this machine nobody listens without TLS and passwords."""
    if bool(setup.certificate) != bool(setup.key):
        raise setup.wrong("listener.key" if setup.certificate else "listener.certificate", "not_given")
    if setup.certificate and not setup.ca:
        raise setup.wrong("listener.ca", "not_given")
    if setup.host not in LOCAL and not setup.ca:
        raise setup.wrong("listener.ca", "needed_beyond_loopback")
    if setup.host not in LOCAL and not setup.closed:
        raise setup.wrong("service", "needed_beyond_loopback")
    users = [account.user for account in setup.accounts.values()] + [one.device_id for one in setup.devices]
    if twice := next((user for user in users if users.count(user) > 1), None):
        raise setup.wrong(twice, "taken")


def _account(table: "_Table") -> Account:
    account = Account(table.name("user"), table.needed_path("password_file"))
    table.end()
    return account


def _device(table: "_Table") -> DeviceAccount:
    device = DeviceAccount(DeviceId(table.name("id")), table.name("patient"), table.name("password", None, HASH))
    table.end()
    return device


def _told(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BrokerSetupInvalid(file=path.name, key="", reason="unreadable_file") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokerSetupInvalid(file=path.name, key="", reason=str(error)) from error


class _Table:
    """Takes the keys of a table one by one; ``end`` refuses what nobody asked for."""

    def __init__(self, file: Path, told: Mapping[str, object], place: str = "") -> None:
        self._file, self._left, self._place = file, dict(told), place

    def has(self, key: str) -> bool:
        return key in self._left

    def table(self, key: str) -> "_Table":
        found = self._left.pop(key, {})
        if not isinstance(found, dict):
            raise self.wrong(key, "wrong_type")
        return _Table(self._file, found, f"{self._place}{key}.")

    def tables(self, key: str) -> "list[_Table]":
        rows = self._left.pop(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.wrong(key, "wrong_type")
        return [_Table(self._file, row, f"{self._place}{key}[{place}].") for place, row in enumerate(rows)]

    def name(self, key: str, default: str | None = None, form: re.Pattern[str] = SAFE_NAME) -> str:
        found = self._left.pop(key, default)
        if found is None:
            raise self.wrong(key, "not_given")
        if not isinstance(found, str) or not form.fullmatch(found):
            raise self.wrong(key, "not_allowed_here")
        return found

    def port(self) -> int:
        found = self._left.pop("port", None)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 < found < 1 << 16:
            raise self.wrong("port", "not_given" if found is None else "out_of_range")
        return found

    def path(self, key: str) -> Path | None:
        return self.needed_path(key) if key in self._left else None

    def needed_path(self, key: str) -> Path:
        found = self._left.pop(key, None)
        if not isinstance(found, str) or not found or not found.isprintable():
            raise self.wrong(key, "not_given" if found is None else "not_allowed_here")
        return (self._file.parent / found).absolute()

    def end(self) -> None:
        if self._left:
            raise self.wrong(next(iter(self._left)), "unknown")

    def wrong(self, key: str, reason: str) -> BrokerSetupInvalid:
        return BrokerSetupInvalid(file=self._file.name, key=f"{self._place}{key}", reason=reason)
