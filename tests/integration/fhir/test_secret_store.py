"""Secrets lie encrypted in a file only its owner can read; a wrong key opens nothing."""

import stat
from pathlib import Path

import pytest

from hah_console.adapters.credentials.secret_store import KeyringSecrets, SealedFile, SecretsLocked, secret_store


@pytest.mark.parametrize("passphrase", ["", "a long passphrase"])
def test_a_secret_comes_back_and_stands_nowhere_in_the_files(tmp_path: Path, passphrase: str) -> None:
    store = SealedFile(tmp_path / "secrets.sealed", passphrase)
    store.put("hospital.key", "-----very secret-----")
    store.put("other", "x")
    assert SealedFile(tmp_path / "secrets.sealed", passphrase).get("hospital.key") == "-----very secret-----"
    for path in tmp_path.iterdir():
        assert b"very secret" not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_secret_is_forgotten_and_an_unknown_one_is_empty(tmp_path: Path) -> None:
    store = SealedFile(tmp_path / "secrets.sealed")
    store.put("a", "1")
    store.put("a", "")
    assert (store.get("a"), store.get("never")) == ("", "")


def test_a_wrong_passphrase_or_a_changed_file_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "secrets.sealed"
    SealedFile(path, "right").put("a", "1")
    with pytest.raises(SecretsLocked):
        SealedFile(path, "wrong").get("a")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(SecretsLocked):
        SealedFile(path, "right").get("a")


def test_without_a_keyring_the_sealed_file_is_used_and_with_one_the_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring
    from keyring.backends import fail

    class Ring:
        kept: dict[tuple[str, str], str] = {}

        def get_password(self, service: str, name: str) -> str | None:
            return self.kept.get((service, name))

        def set_password(self, service: str, name: str, secret: str) -> None:
            self.kept[service, name] = secret

        def delete_password(self, service: str, name: str) -> None:
            self.kept.pop((service, name))

    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    assert isinstance(secret_store(tmp_path), SealedFile)
    ring = Ring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(ring, name))
    store = secret_store(tmp_path)
    assert isinstance(store, KeyringSecrets)
    store.put("a", "1")
    assert store.get("a") == "1"
    store.put("a", "")
    assert store.get("a") == ""
    assert isinstance(secret_store(tmp_path, "given"), SealedFile)
