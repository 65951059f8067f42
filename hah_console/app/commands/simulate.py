"""``hah_console simulate``: the demo's monitors, publishing to the broker; with ``--days`` whole days of visits."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.options import DEFAULT_BROKER_PORT, speed_day
from hah_console.app.report import progress
from hah_console.domain.clock import Clock, SystemClock

if TYPE_CHECKING:
    from hah_console.adapters.vitals.payload import DeviceSet
    from hah_console.adapters.vitals.publisher import VitalsPublisher
    from hah_console.adapters.vitals.wave_sender import WaveSender
    from hah_console.app.options import ProgramOptions
    from hah_console.app.stop_signal import StopSignal
    from hah_console.demo.devices import DemoMonitors, DemoSet, TickGrid
    from hah_console.domain.site_pack import SitePack

GATEWAY_ID, FIRMWARE, SIGNAL_DBM = "GW-DEMO", "demo 2.0", -58
LONGEST_WAIT_S = 0.5
_LOG = logging.getLogger(__name__)


def register(app: typer.Typer) -> None:
    """Add ``simulate``."""
    app.command("simulate")(simulate)


def simulate(
    site: Path | None = typer.Option(None, "--site", metavar="DIR", help="The site pack that is played."),
    days: int | None = typer.Option(None, "--days", min=1, max=7, help="Run days of visits, without monitors."),
    as_json: bool = typer.Option(False, "--json", help="With --days: one JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
    broker_port: int = typer.Option(DEFAULT_BROKER_PORT, "--broker-port", help="The broker's port on this machine."),
    broker_config: Path | None = typer.Option(None, "--broker-config", metavar="FILE", help="TLS, logins and keys."),
    seed: int = typer.Option(1, "--seed", help="The same seed tells the same day."),
    recordings: Path | None = typer.Option(
        None, "--recordings", metavar="DIR", help="Real recordings to replay; the site's own when left out."
    ),
    home: Path | None = typer.Option(None, "--home", metavar="DIR", help="Data folder; the log goes to its logs."),
    sim_start: str | None = typer.Option(None, "--sim-start", help="A day at speed: its first moment, ISO 8601."),
    sim_machine_start: float | None = typer.Option(None, "--sim-machine-start", help="... machine time then, Unix s."),
    sim_rate: float | None = typer.Option(None, "--sim-rate", help="... simulated seconds per second."),
) -> None:
    """Play the monitors of a site until standard input closes or the process is told to end; prints ``ready``.

    With --days: run so many days of visits with the planner and with a rule of thumb. Status 0: all invariants held.
    """
    if days is not None:
        from hah_console.app.simulated_days import run_days

        run_days(site, days, seed, lang, as_json=as_json)
    if site is None:
        from hah_console.app.report import EXIT_USAGE, complain

        complain("--site DIR", status=EXIT_USAGE)
    from hah_console.adapters.site import load_site
    from hah_console.adapters.vitals.publisher import VitalsPublisher
    from hah_console.app.logging_setup import log_to_file
    from hah_console.app.options import program_options
    from hah_console.app.stop_signal import StopSignal

    speed = speed_day(sim_start, sim_machine_start, sim_rate)
    options = program_options(home, None, broker_port, speed, broker_config)
    if home is not None:
        log_to_file(options.home, "simulate")
    with StopSignal() as stop:
        clock = speed.clock() if speed else SystemClock()
        pack = load_site(site)
        monitors = _monitors(pack, _recordings_folder(pack, recordings), clock.now(), seed)
        publisher = VitalsPublisher(
            options.broker_address(), f"hah-simulate-{pack.site.site_id}", options.broker_login("demo")
        )
        sender = _wave_sender(pack, options, _recordings_folder(pack, recordings))
        sender.start()
        try:
            _play(pack.site.site_id, monitors, clock, options, publisher, stop)
        finally:
            sender.close()
            publisher.close()


def _wave_sender(pack: "SitePack", options: "ProgramOptions", recordings: Path | None) -> "WaveSender":
    """The demo's gateway: waveforms of recordings when there are any, else made-up ones."""
    from hah_console.adapters.vitals.recorded_waves import RecordedWaves
    from hah_console.adapters.vitals.wave_recordings import read_wave_recordings
    from hah_console.adapters.vitals.wave_sender import WaveSender
    from hah_console.demo.synthetic_waves import synthetic_waves

    found = read_wave_recordings(recordings) if recordings else ()
    patients = [patient.patient_id for patient in pack.patients]
    waves = RecordedWaves(
        dict.fromkeys(patients, synthetic_waves()) | dict(zip(patients, found, strict=False)), SystemClock()
    )
    place, who = options.broker_address(), options.broker_login("demo")
    return WaveSender(place, pack.site.site_id, GATEWAY_ID, SystemClock(), waves.open, who)


def _recordings_folder(pack: "SitePack", asked: Path | None) -> Path | None:
    return asked or (Path(pack.site.recordings) if pack.site.recordings else None)


def _monitors(pack: "SitePack", recordings: Path | None, now: datetime, seed: int) -> "DemoMonitors":
    from hah_console.adapters.site.scenario import read_scenario
    from hah_console.adapters.vitals.recordings import read_recordings
    from hah_console.demo.devices import assigned_recordings, beds_of, monitors

    events = read_scenario(pack.site)
    origin = day_start(pack, now)
    beds = beds_of(pack, origin.date())
    replayed = assigned_recordings(beds, events, read_recordings(recordings) if recordings else ())
    for patient_id, recording in replayed.items():
        _LOG.info("patient %s replays recording %s (%s)", patient_id, recording.name, recording.source)
    _LOG.info("%d monitors, %d of them recordings, the others synthetic", len(beds), len(replayed))
    return monitors(pack, events, replayed, origin, seed)


def day_start(pack: "SitePack", now: datetime) -> datetime:
    """The last start of the site's day; recordings begin there, so that a restart on one day replays the same."""
    local = now.astimezone(pack.site.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    today = midnight + timedelta(minutes=pack.site.day_start_minutes)
    return today if today <= local else today - timedelta(days=1)


def _play(
    site_id: str,
    monitors: "DemoMonitors",
    clock: Clock,
    options: "ProgramOptions",
    publisher: "VitalsPublisher",
    stop: "StopSignal",
) -> None:
    from hah_console.adapters.vitals.payload import encode
    from hah_console.adapters.vitals.topics import topic
    from hah_console.demo.devices import TickGrid, interval_s

    rate = options.speed.rate if options.speed else 1.0
    keys = options.broker.device_keys if options.broker else {}
    link = _Link(publisher, options.broker_port)
    if not link.first(stop):
        return
    grid = TickGrid(clock.now(), interval_s(rate))
    said = False
    for moment in _ticks(grid, clock, rate, stop, link.watch):
        for one in monitors.sets_at(moment):
            publisher.publish(topic(site_id, one.patient_id), encode(device_set(one), keys.get(one.device_id)))
        if not said:
            print("ready", flush=True)
            said = True


def _ticks(
    grid: "TickGrid", clock: Clock, rate: float, stop: "StopSignal", between: Callable[[], None]
) -> Iterator[datetime]:
    """The moments of the grid as they come, until told to stop; ``between`` is called before each wait."""
    while not stop.asked:
        for moment in grid.due(clock.now()):
            yield moment
            if stop.asked:
                return
        between()
        wait_s = (grid.next - clock.now()).total_seconds() / rate
        stop.wait(min(max(wait_s, 0.001), LONGEST_WAIT_S))


def device_set(one: "DemoSet") -> "DeviceSet":
    """A set in the words of the wire format."""
    from hah_console.adapters.vitals.payload import DeviceSet
    from hah_console.domain.reading import Vital

    values = one.shown.values
    return DeviceSet(
        device_id=one.device_id,
        sequence=one.sequence,
        measured_at_ms=one.measured_at_ms,
        heart_rate=values.get(Vital.HEART_RATE),
        spo2=values.get(Vital.SPO2),
        respiratory_rate=values.get(Vital.RESPIRATORY_RATE),
        systolic=values.get(Vital.SYSTOLIC),
        diastolic=values.get(Vital.DIASTOLIC),
        temperature=values.get(Vital.TEMPERATURE),
        sensors_off=tuple(sorted(vital.value for vital in one.shown.sensor_off)),
        battery_percent=one.shown.battery_percent,
        gateway_id=GATEWAY_ID,
        gateway_ms=one.measured_at_ms,
        signal_dbm=SIGNAL_DBM,
        firmware=FIRMWARE,
    )


class _Link:
    """Tells, once each time, that the broker went away and that it is back; sets wait in the publisher meanwhile."""

    def __init__(self, publisher: "VitalsPublisher", port: int) -> None:
        self._publisher, self._port = publisher, port
        self._there = True

    def first(self, stop: "StopSignal") -> bool:
        """Wait for the broker; False when told to stop before it came."""
        there = self._publisher.connect(LONGEST_WAIT_S)
        while not there and not stop.asked:
            self.watch()
            stop.wait(0.1)
            there = self._publisher.connected
        self.watch()
        return there

    def watch(self) -> None:
        """Say it when the broker came or went."""
        there = self._publisher.connected
        if there == self._there:
            return
        self._there = there
        if there:
            line = f"the broker on port {self._port} is back"
        else:
            line = f"no broker on port {self._port}; trying again until it is there"
        _LOG.info(line)
        progress(line)
