"""Where secrets of the exchange lie: the keyring of the operating system, else one encrypted file, never a database."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from hah_console.domain.errors import HahError

SERVICE = "hah_console"
SCRYPT = {"n": 2**15, "r": 8, "p": 1}


class SecretsLocked(HahError):
    """The file of secrets cannot be opened. Facts: file, reason (wrong_key, damaged)."""

    code = "secrets_locked"


class KeyringSecrets:
    """Secrets in the keyring of the operating system."""

    def get(self, name: str) -> str:
        """The secret of a name, empty when there is none."""
        import keyring

        return keyring.get_password(SERVICE, name) or ""

    def put(self, name: str, secret: str) -> None:
        """Keep a secret, or forget it when it is empty."""
        import keyring
        from keyring.errors import PasswordDeleteError

        if secret:
            keyring.set_password(SERVICE, name, secret)
            return
        try:
            keyring.delete_password(SERVICE, name)
        except PasswordDeleteError:
            return


class SealedFile:
    """Secrets in one file, encrypted by AES-256-GCM with a key of its own file (0600) or of a passphrase."""

    def __init__(self, path: Path, passphrase: str = "") -> None:
        self._path = path
        self._passphrase = passphrase

    def get(self, name: str) -> str:
        """The secret of a name, empty when there is none. Raises SecretsLocked."""
        return self._read().get(name, "")

    def put(self, name: str, secret: str) -> None:
        """Keep a secret, or forget it when it is empty. Raises SecretsLocked, OSError."""
        known = {key: value for key, value in self._read().items() if key != name}
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        plain = json.dumps(known | ({name: secret} if secret else {})).encode()
        sealed = salt + nonce + AESGCM(self._key(salt)).encrypt(nonce, plain, SERVICE.encode())
        beside = self._path.with_suffix(".new")
        _write_private(beside, sealed)
        beside.replace(self._path)

    def _read(self) -> Mapping[str, str]:
        if not self._path.exists():
            return {}
        sealed = self._path.read_bytes()
        try:
            plain = AESGCM(self._key(sealed[:16])).decrypt(sealed[16:28], sealed[28:], SERVICE.encode())
            found: dict[str, str] = json.loads(plain)
        except InvalidTag:
            raise SecretsLocked(file=self._path.name, reason="wrong_key") from None
        except ValueError:
            raise SecretsLocked(file=self._path.name, reason="damaged") from None
        return found

    def _key(self, salt: bytes) -> bytes:
        if self._passphrase:
            return Scrypt(salt=salt, length=32, **SCRYPT).derive(self._passphrase.encode())
        return self._key_of_file()

    def _key_of_file(self) -> bytes:
        place = self._path.with_suffix(".key")
        if not place.exists():
            _write_private(place, base64.b64encode(secrets.token_bytes(32)))
        return base64.b64decode(place.read_bytes())


def secret_store(home: Path, passphrase: str = "") -> KeyringSecrets | SealedFile:
    """The keyring where there is a real one and no passphrase was given, else the sealed file of the home."""
    return SealedFile(home / "secrets.sealed", passphrase) if passphrase or not _has_keyring() else KeyringSecrets()


def _has_keyring() -> bool:
    import keyring
    from keyring.backends import fail, null

    try:
        return not isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring)
    except RuntimeError:
        return False


def _write_private(path: Path, content: bytes) -> None:
    """Write a file only its owner can read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
