"""A devices.toml is used as it is meant, or refused with the key that is wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hah_console.adapters.fhir.devices.setup import DeviceSetupInvalid, hashed, new_token, read_device_setup
from hah_console.adapters.web.certificate import certificate_for
from hah_console.adapters.web.setup import WebSetup
from hah_console.app.options import program_options

GATEWAY = '[[gateway]]\nid = "{id}"\ntoken = "{token}"\n'


def _file(folder: Path, text: str) -> Path:
    file = folder / "devices.toml"
    file.write_text(text, "utf-8")
    return file


def test_a_token_names_its_gateway_and_no_other_word_names_one(tmp_path: Path) -> None:
    tokens = [new_token(), new_token()]
    text = "".join(GATEWAY.format(id=f"GW-{n}", token=hashed(token)) for n, token in enumerate(tokens))
    setup = read_device_setup(_file(tmp_path, text))
    assert [setup.gateway_of(token) for token in (*tokens, "", "x", hashed(tokens[0]))] == [
        "GW-0",
        "GW-1",
        None,
        None,
        None,
    ]
    assert all(token not in text for token in tokens)


def test_interfaces_beyond_this_machine_need_named_peers(tmp_path: Path) -> None:
    with pytest.raises(DeviceSetupInvalid) as refused:
        read_device_setup(_file(tmp_path, '[hl7]\nhost = "0.0.0.0"\n'))
    assert refused.value.facts["key"] == "hl7.peers"
    setup = read_device_setup(_file(tmp_path, '[hl7]\nhost = "0.0.0.0"\npeers = ["192.0.2.0/24"]\n'))
    assert setup.hl7 is not None
    assert setup.hl7.peers[0].num_addresses == 256


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[[gateway]]\nid = "GW-1"\ntoken = "in plain words"\n', "gateway.GW-1.token"),
        (GATEWAY.format(id="G", token=hashed("a")) * 2, "gateway.id"),
        ('[hl7]\npeers = ["the ward"]\n', "hl7.peers"),
        ('[hl7]\nzone = "Nowhere/Here"\n', "hl7.zone"),
        ('[hl7]\ncharset = "KLINGON"\n', "hl7.charset"),
        ('[hl7]\ncertificate = "none.crt"\nkey = "none.key"\n', "hl7.certificate"),
        ('[hl7.codes]\nPR = "1234-5"\n', "hl7.codes.1234-5"),
        ("[hl8]\n", ""),
        ("[", ""),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(DeviceSetupInvalid) as refused:
        read_device_setup(_file(tmp_path, text))
    assert refused.value.facts["key"] == key


def test_a_key_others_may_read_serves_no_interface(tmp_path: Path) -> None:
    made = certificate_for(WebSetup(tmp_path), datetime.now(UTC))
    text = f'[hl7]\ncertificate = "{made.file.name}"\nkey = "{made.key.name}"\n'
    found = read_device_setup(_file(tmp_path, text)).hl7
    assert found is not None
    assert found.tls is not None
    made.key.chmod(0o640)
    with pytest.raises(DeviceSetupInvalid) as refused:
        read_device_setup(_file(tmp_path, text))
    assert refused.value.facts["reason"] == "readable_by_others"


def test_a_home_without_the_file_has_no_ways_in(tmp_path: Path) -> None:
    assert program_options(tmp_path, None).devices is None
