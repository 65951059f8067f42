"""The broker's file: what it opens, and what is refused with the key that is wrong."""

from pathlib import Path

import pytest

from hah_console.adapters.vitals.broker_setup import BrokerSetupInvalid, read_broker_setup
from hah_console.adapters.vitals.mosquitto_files import mosquitto_settings
from hah_console.app.options import program_options
from hah_console.ui.i18n import LANGUAGES, Texts

OPEN = 'site = "s"\n[listener]\nport = 1883\n'
SERVICE = '[service]\nuser = "s"\npassword_file = "p"\n'
DEVICE = '[[device]]\nid = "D"\npatient = "{}"\npassword = "$7$1$YQ==$Yg=="\n'
BEYOND = 'host = "0.0.0.0"\n'


def _file(folder: Path, text: str) -> Path:
    file = folder / "broker.toml"
    file.write_text(text, "utf-8")
    return file


def _keys(folder: Path, text: str, mode: int = 0o600) -> Path:
    keys = folder / "keys.toml"
    keys.write_text(text, "utf-8")
    keys.chmod(mode)
    return _file(folder, 'device_keys = "keys.toml"\n' + OPEN)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (OPEN + BEYOND, "listener.ca"),
        (OPEN + BEYOND + SERVICE, "listener.ca"),
        (OPEN + BEYOND + 'ca = "c"\n', "service"),
        (OPEN + 'certificate = "c"\n', "listener.key"),
        (OPEN + 'certificate = "c"\nkey = "k"\n', "listener.ca"),
        (OPEN + 'certifcate = "c"\n', "listener.certifcate"),
        (OPEN + "[servcie]\n", "servcie"),
        (OPEN + SERVICE.replace("password_file", "password"), "service.password_file"),
        (OPEN + DEVICE.format("+"), "device[0].patient"),
        (OPEN + DEVICE.format("P/#"), "device[0].patient"),
        (OPEN + DEVICE.format("P") * 2, "D"),
        ("[listener]\nport = 1883\n", "site"),
        (OPEN.replace("1883", "0"), "listener.port"),
    ],
)
def test_what_would_open_too_much_or_is_misspelt_is_refused_with_its_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(BrokerSetupInvalid) as refused:
        read_broker_setup(_file(tmp_path, text))
    assert (refused.value.facts["file"], refused.value.facts["key"]) == ("broker.toml", key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_beyond_this_machine_without_tls_is_refused_by_a_sentence(tmp_path: Path, language: str) -> None:
    with pytest.raises(BrokerSetupInvalid) as refused:
        read_broker_setup(_file(tmp_path, OPEN + BEYOND + SERVICE))
    sentence = Texts(language).error(refused.value)
    assert "broker.toml" in sentence
    assert "listener.ca" in sentence
    assert "needed_beyond_loopback" not in sentence


def test_without_passwords_the_broker_stays_on_this_machine(tmp_path: Path) -> None:
    assert "listener 1883 127.0.0.1\nallow_anonymous true" in mosquitto_settings(1883, tmp_path)
    setup = read_broker_setup(_file(tmp_path, OPEN + SERVICE))
    assert "allow_anonymous false" in mosquitto_settings(1883, tmp_path, setup)


def test_a_file_in_the_home_says_the_port_and_goes_on_to_the_children(tmp_path: Path) -> None:
    options = program_options(_file(tmp_path, OPEN).parent, None)
    assert options.broker_port == 1883
    assert str(tmp_path / "broker.toml") in options.child_arguments()


def test_the_keys_of_monitors_are_read_from_their_own_file(tmp_path: Path) -> None:
    setup = read_broker_setup(_keys(tmp_path, f'D-07 = "{"0a" * 16}"'))
    assert setup.device_keys == {"D-07": b"\n" * 16}


@pytest.mark.parametrize("key", ["", "0a", "zz" * 16])
def test_a_key_that_is_none_is_told_with_its_monitor(tmp_path: Path, key: str) -> None:
    with pytest.raises(BrokerSetupInvalid) as refused:
        read_broker_setup(_keys(tmp_path, f'D-07 = "{key}"'))
    assert (refused.value.facts["file"], refused.value.facts["key"]) == ("keys.toml", "D-07")


def test_keys_that_others_may_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokerSetupInvalid) as refused:
        read_broker_setup(_keys(tmp_path, "", 0o644))
    assert refused.value.facts["reason"] == "readable_by_others"
