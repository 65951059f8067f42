"""Travel times told by routing servers: real servers on loopback that speak as they document it, or fail as they do."""

from collections.abc import Callable, Iterator

import pytest
from helpers.routing_servers import (
    Behaviour,
    RoutingHost,
    dead_url,
    grid,
    hosting,
    osrm_answer,
    ride,
    valhalla_answer,
)

from hah_console.adapters.roads.chain import TravelChain
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.provider import remote_providers
from hah_console.domain.errors import InvalidInput
from hah_console.domain.place import Place
from hah_console.domain.remote_routing import RemoteRouting
from hah_console.domain.visit import LegSource
from hah_console.ui.i18n import LANGUAGES, Texts

REMOTE, ESTIMATE = LegSource.REMOTE.value, LegSource.ESTIMATE.value
HOME, BASE, FAR = Place(24.8013, 120.9718), Place(24.8171, 120.9802), Place(24.7809, 120.9995)
CAR_ACCESS_S, UNREADABLE, PATIENT_S = 240, "unreadable_answer", 10.0
Chain = Callable[..., TravelChain]


@pytest.fixture
def osrm() -> Iterator[RoutingHost]:
    with hosting(osrm_answer) as host:
        yield host


@pytest.fixture
def valhalla() -> Iterator[RoutingHost]:
    with hosting(valhalla_answer) as host:
        yield host


@pytest.fixture(params=["osrm", "valhalla"])
def either(request: pytest.FixtureRequest) -> RoutingHost:
    """Each kind of server in turn."""
    host: RoutingHost = request.getfixturevalue(request.param)
    return host


@pytest.fixture
def chain(profile: SpeedProfile) -> Chain:
    """Travel times of the servers named by keyword, over nothing but estimates."""

    def make(timeout_s: float = PATIENT_S, **urls: str) -> TravelChain:
        osrm = dict.fromkeys(("car", "van"), urls["osrm"]) if "osrm" in urls else {}
        servers = RemoteRouting(osrm, urls.get("valhalla", ""), timeout_s=timeout_s)
        return TravelChain(remote_providers(servers, profile), profile)

    return make


@pytest.fixture
def only(chain: Chain, osrm: RoutingHost) -> Callable[..., TravelChain]:
    """Travel times of one server, whichever kind it is."""

    def make(host: RoutingHost, timeout_s: float = PATIENT_S) -> TravelChain:
        return chain(timeout_s, osrm=host.url) if host is osrm else chain(timeout_s, valhalla=host.url)

    return make


def spot(place: Place) -> tuple[float, float]:
    return place.lat, place.lon


def reason(travel: TravelChain) -> object:
    """Why the one source in trouble cannot answer; said in a sentence in both languages."""
    (error,) = travel.troubles()
    for language in LANGUAGES:
        sentence = Texts(language).error(error)
        assert "{" not in sentence
        assert str(error.facts["server"]) in sentence
    return error.facts["reason"]


def test_a_server_tells_times_and_lengths_of_every_pair(either: RoutingHost, only) -> None:
    table = only(either).matrix([HOME, BASE, FAR], "car")
    seconds, metres = ride(spot(HOME), spot(BASE))
    assert table.sources[0][1:] == [REMOTE, REMOTE]
    doors_s = 0 if either.behaviour.asked[0][0] == "/sources_to_targets" else 130
    assert table.seconds[0][1] == pytest.approx(seconds + CAR_ACCESS_S + doors_s / 2, abs=doors_s / 2 + 2)
    assert table.metres[0][1] == pytest.approx(metres, abs=260)
    assert table.seconds[1][1] == 0


def test_what_was_told_is_not_asked_again(either: RoutingHost, only) -> None:
    travel = only(either)
    first = travel.matrix([HOME, BASE], "car")
    asked = len(either.behaviour.asked)
    assert travel.matrix([HOME, BASE], "car") == first
    assert len(either.behaviour.asked) == asked
    travel.matrix([HOME, BASE, FAR], "car")
    assert len(either.behaviour.asked) > asked


def test_homes_of_one_lane_are_asked_about_once(osrm: RoutingHost, only) -> None:
    travel, beside = only(osrm), Place(HOME.lat + 1e-6, HOME.lon)
    travel.matrix([HOME, BASE], "car")
    asked = len(osrm.behaviour.asked)
    travel.matrix([beside, BASE], "car")
    assert len(osrm.behaviour.asked) == asked


def test_a_table_larger_than_the_limit_is_asked_for_in_parts(either: RoutingHost, only) -> None:
    either.behaviour.limit = 5
    places = [Place(24.78 + n * 0.004, 120.95 + n % 4 * 0.004) for n in range(17)]
    table = only(either).matrix(places, "car")
    assert {
        source for row, line in enumerate(table.sources) for column, source in enumerate(line) if row != column
    } == {REMOTE}
    for row, start in enumerate(places):
        for column, end in enumerate(places):
            if row != column:
                assert table.metres[row][column] == pytest.approx(ride(spot(start), spot(end))[1], abs=5)


def test_the_limit_a_server_has_is_remembered(osrm: RoutingHost, only) -> None:
    osrm.behaviour.limit = 5
    travel = only(osrm)
    travel.matrix([Place(24.78 + n * 0.003, 120.95) for n in range(17)], "car")
    osrm.behaviour.asked.clear()
    travel.matrix([Place(24.78 + n * 0.003, 120.99) for n in range(17)], "car")
    assert all(len(path.split("?")[0].split(";")) <= 10 for path, _ in osrm.behaviour.asked)


def test_a_pair_without_a_way_is_estimated_and_the_others_are_told(either: RoutingHost, only) -> None:
    either.behaviour.joined = lambda a, b: {grid(a), grid(b)} != {grid(spot(HOME)), grid(spot(FAR))}
    table = only(either).matrix([HOME, BASE, FAR], "car")
    assert table.sources[0][1:] == [REMOTE, ESTIMATE]
    assert table.sources[1][0] == table.sources[1][2] == REMOTE


def test_a_place_without_a_road_near_is_estimated_and_the_others_are_told(valhalla: RoutingHost, only) -> None:
    valhalla.behaviour.edges = lambda place: abs(place[0] - FAR.lat) > 1e-4
    travel = only(valhalla)
    table = travel.matrix([HOME, BASE, FAR], "scooter")
    assert table.sources[0][1:] == [REMOTE, ESTIMATE]
    assert [row[2] for row in table.sources[:2]] == [ESTIMATE, ESTIMATE]
    (told,) = travel.troubles()
    assert (told.code, told.facts["count"]) == ("places_off_roads", 1)


def test_a_place_the_server_snaps_farther_than_the_limit_is_not_believed(osrm: RoutingHost, only, monkeypatch) -> None:
    monkeypatch.setattr("helpers.routing_servers.ROAD_SPACING", 0.02)
    travel = only(osrm)
    table = travel.matrix([Place(24.80, 120.98), Place(24.82, 120.96), Place(24.8095, 120.9695)], "car")
    assert table.sources[0][1:] == [REMOTE, ESTIMATE]
    assert travel.troubles()[0].facts["count"] == 1


def test_a_scooter_is_never_asked_of_a_server_prepared_for_cars(
    osrm: RoutingHost, valhalla: RoutingHost, chain
) -> None:
    table = chain(osrm=osrm.url, valhalla=valhalla.url).matrix([HOME, BASE], "scooter")
    assert table.sources[0][1] == REMOTE
    assert not osrm.behaviour.asked
    assert b'"motor_scooter"' in valhalla.behaviour.asked[0][1]


def test_cars_are_asked_of_osrm_first(osrm: RoutingHost, valhalla: RoutingHost, chain) -> None:
    chain(osrm=osrm.url, valhalla=valhalla.url).matrix([HOME, BASE], "car")
    assert osrm.behaviour.asked
    assert not valhalla.behaviour.asked


def test_servers_that_write_cells_are_read_too(valhalla: RoutingHost, only) -> None:
    short = only(valhalla).matrix([HOME, BASE, FAR], "car")
    valhalla.behaviour.cells = True
    assert only(valhalla).matrix([HOME, BASE, FAR], "car") == short


def test_a_path_comes_from_the_server_and_ends_at_the_doors(either: RoutingHost, only) -> None:
    path = only(either).path(HOME, FAR, "car")
    assert (path[0], path[-1]) == (spot(HOME), spot(FAR))
    assert path[1] == pytest.approx(grid(spot(HOME)))
    assert len(path) >= 4


def test_a_path_nobody_knows_is_a_straight_line(either: RoutingHost, only) -> None:
    either.behaviour.joined = lambda _a, _b: False
    assert only(either).path(HOME, FAR, "car") == (spot(HOME), spot(FAR))


@pytest.mark.expected_log("OSRM cannot answer")
def test_a_dead_server_gives_way_to_the_next_one_and_is_told_once(valhalla: RoutingHost, chain, caplog) -> None:
    travel = chain(osrm=dead_url(), valhalla=valhalla.url)
    for _ in range(3):
        assert travel.matrix([HOME, BASE], "car").sources[0][1] == REMOTE
        travel.path(HOME, BASE, "car")
    assert [record.message for record in caplog.records if "cannot answer" in record.message].__len__() <= 2
    assert travel.troubles()[0].facts["server"] == "OSRM"


@pytest.mark.expected_log("cannot answer")
@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (Behaviour(silent_s=1.0), "silent"),
        (Behaviour(drip_s=0.1), "silent"),
        (Behaviour(raw=(200, b'{"code": "Ok", "durations": [[0, 12')), UNREADABLE),
        (Behaviour(raw=(200, b"<html>it works</html>")), UNREADABLE),
        (Behaviour(raw=(200, b"")), UNREADABLE),
        (Behaviour(raw=(200, b"[1, 2]")), UNREADABLE),
        (Behaviour(raw=(200, b'{"code": "Ok"}')), UNREADABLE),
        (Behaviour(raw=(200, b"[" * 100_000)), UNREADABLE),
        (Behaviour(raw=(200, b'{"code": "Ok", "durations": [["x"]], "distances": [[0]]}')), UNREADABLE),
        (Behaviour(raw=(200, b'{"sources_to_targets": {"durations": [[-5]], "distances": [[0]]}}')), UNREADABLE),
        (Behaviour(raw=(500, b"oops")), "server_error"),
        (Behaviour(raw=(503, b'{"code": "Ok"}')), "server_error"),
    ],
)  # fmt: skip
def test_a_server_that_fails_in_any_way_is_told_and_everything_is_estimated(
    either: RoutingHost, only, behaviour: Behaviour, why: str
) -> None:
    vars(either.behaviour).update(silent_s=behaviour.silent_s, drip_s=behaviour.drip_s, raw=behaviour.raw)
    travel = only(either, 0.4 if why == "silent" else PATIENT_S)
    assert travel.matrix([HOME, BASE], "car").sources[0][1] == ESTIMATE
    assert reason(travel) == why


@pytest.mark.expected_log("cannot answer")
@pytest.mark.parametrize("answer", [b'{"code": "InvalidQuery"}', b'{"error_code": 199, "error": "Unknown"}'])
def test_a_server_that_refuses_is_told(either: RoutingHost, only, answer: bytes) -> None:
    either.behaviour.raw = 400, answer
    travel = only(either)
    assert travel.matrix([HOME, BASE], "car").sources[0][1] == ESTIMATE
    assert reason(travel) in {"server_refuses", "unreadable_answer"}


@pytest.mark.expected_log("cannot answer")
def test_a_server_that_failed_twice_is_left_alone(osrm: RoutingHost, only) -> None:
    osrm.behaviour.raw = 500, b""
    travel = only(osrm)
    for _ in range(5):
        travel.matrix([HOME, BASE], "car")
    assert len(osrm.behaviour.asked) == 2


@pytest.mark.expected_log("cannot answer")
def test_a_server_that_answers_again_is_no_trouble_any_more(osrm: RoutingHost, only) -> None:
    osrm.behaviour.raw = 500, b""
    travel = only(osrm)
    travel.matrix([HOME, BASE], "car")
    osrm.behaviour.raw = None
    assert travel.matrix([HOME, BASE], "car").sources[0][1] == REMOTE
    assert travel.troubles() == ()


@pytest.mark.parametrize("url", ["", "router", "ftp://router", "http://", "http://router:99999", "file:///etc/passwd"])
def test_an_address_that_is_none_is_refused_before_anybody_is_asked(profile: SpeedProfile, url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        remote_providers(RemoteRouting({"car": url}), profile)
    assert refused.value.facts["reason"] == "not_a_server_address"


def test_no_place_and_one_place_ask_nobody(either: RoutingHost, only) -> None:
    travel = only(either)
    assert travel.matrix([], "car").seconds == []
    assert travel.matrix([HOME], "car").seconds == [[0]]
    assert not either.behaviour.asked
