"""The routing servers a site names are those its travel times are asked of."""

from typing import Any

import pytest

from hah_console.adapters.site import load_site
from hah_console.domain.remote_routing import RemoteRouting

A, B, C = "http://a:5000", "https://b/osrm", "http://[::1]:8002"


def routing(spoiled: Any, lines: str) -> RemoteRouting:
    spoiled.edit("site.toml", lambda text: text.replace("[name]", f"[routing]\n{lines}\n[name]", 1))
    return load_site(spoiled.folder).site.routing


def test_a_site_without_servers_asks_none(spoiled: Any) -> None:
    site = load_site(spoiled.folder).site
    assert (dict(site.routing.osrm), site.routing.valhalla) == ({}, "")


def test_one_osrm_serves_cars_and_vans_and_never_scooters(spoiled: Any) -> None:
    assert routing(spoiled, f'osrm = "{A}"').osrm == {"car": A, "van": A}


def test_every_kind_may_have_a_server_of_its_own(spoiled: Any) -> None:
    found = routing(spoiled, f'osrm = {{ scooter = "{B}" }}\nvalhalla = "{C}"\nmax_table = 500\ntimeout_s = 2.5')
    assert (found.osrm, found.valhalla, found.max_table, found.timeout_s) == ({"scooter": B}, C, 500, 2.5)


@pytest.mark.parametrize("same", ['osrm = ""', "osrm = {}", 'valhalla = ""'])
def test_an_empty_entry_names_no_server(spoiled: Any, same: str) -> None:
    assert not routing(spoiled, same).osrm
