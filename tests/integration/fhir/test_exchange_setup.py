"""The site's file of feeds: what is missing or unsafe in it is told by file and key."""

from pathlib import Path

import pytest

from hah_console.adapters.fhir.setup import ExchangeSetupInvalid, read_exchange_setup

HEAD = 'root = "https://hah.example.tw/"\norganisation = "示範"\n'
SIGNED = 'client_id = "hah"\nsecret = "key"\n'


def read(tmp_path: Path, text: str):
    file = tmp_path / "exchange.toml"
    file.write_text(text, "utf-8")
    return read_exchange_setup(file)


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    setup = read(tmp_path, f'{HEAD}packages = "p"\n[[feed]]\nname = "h"\nbase = "https://h.example/fhir"\n{SIGNED}')
    assert (setup.root, setup.packages, setup.feeds[0].client_id) == (
        "https://hah.example.tw",
        (tmp_path / "p",),
        "hah",
    )


def test_a_feed_may_only_write_files(tmp_path: Path) -> None:
    (feed,) = read(tmp_path, f'{HEAD}[[feed]]\nname = "h"\nexport = "out"\n').feeds
    assert (feed.base, feed.export) == ("", tmp_path / "out")


def test_an_address_without_tls_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExchangeSetupInvalid) as caught:
        read(tmp_path, f'{HEAD}[[feed]]\nname = "h"\nbase = "http://h.example/fhir"\n{SIGNED}')
    assert (caught.value.facts["key"], caught.value.facts["reason"]) == ("base", "needs_tls")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("no toml", ""),
        (HEAD, "feed"),
        ('organisation = "x"\n[[feed]]\nname = "h"\n', "base"),
        (f'{HEAD}[[feed]]\nbase = "https://h.example"\n{SIGNED}', "name"),
        (f'{HEAD}[[feed]]\nname = "h"\n', "base"),
        (f'{HEAD}[[feed]]\nname = "h"\nbase = "https://h.example"\n', "client_id"),
        (f'{HEAD}[[feed]]\nname = "h"\nbase = "https://h.example"\nsign_in = "magic"\n', "sign_in"),
    ],
)
def test_what_is_missing_is_told_by_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ExchangeSetupInvalid) as caught:
        read(tmp_path, text)
    assert caught.value.facts["key"] in (key, "root")
