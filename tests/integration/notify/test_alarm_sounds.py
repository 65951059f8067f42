"""Alarm sounds with real child processes standing in for a player."""

import logging
import sys
import time
import wave
from pathlib import Path

import pytest

from hah_console.adapters.notify.players import find_command, has_device
from hah_console.adapters.notify.sounds import FILES, SoundNotifier
from hah_console.domain.alarm import Priority
from hah_console.ui.shell.alarm_sound import BURST_S

SOUNDS = Path(__file__).parents[3] / "resources" / "sounds"
PULSES = {Priority.HIGH: 10, Priority.MEDIUM: 3, Priority.LOW: 1}


def player(script):
    return (sys.executable, "-c", script)


NOTES = "import sys, pathlib; pathlib.Path(sys.argv[1]).with_suffix('.played').touch()"
LONG = NOTES + "; import time; time.sleep(30)"


@pytest.fixture
def folder(tmp_path):
    for name in FILES.values():
        (tmp_path / name).touch()
    return tmp_path


def wait_until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


def finished(notifier):
    return lambda: notifier._playing is None


@pytest.mark.parametrize("priority", Priority)
def test_each_priority_has_its_number_of_pulses(priority):
    with wave.open(str(SOUNDS / FILES[priority])) as sound:
        assert (sound.getnchannels(), sound.getframerate(), sound.getsampwidth()) == (1, 22_050, 2)
        frames = sound.readframes(sound.getnframes())
    samples = memoryview(frames).cast("h")
    loud, pulses, quiet = False, 0, 0
    for value in samples:
        quiet = 0 if abs(value) > 1_000 else quiet + 1
        if quiet == 0 and not loud:
            loud, pulses = True, pulses + 1
        elif quiet > 22_050 * 0.04:
            loud = False
    assert pulses == PULSES[priority]


@pytest.mark.parametrize("priority", Priority)
def test_the_sound_of_the_priority_is_played(folder, priority):
    notifier = SoundNotifier(folder, player(NOTES))
    notifier.alarm(priority)
    wait_until(finished(notifier))
    assert [p.stem for p in folder.glob("*.played")] == [Path(FILES[priority]).stem]
    assert notifier.available


def test_starting_a_sound_does_not_wait_for_its_end(folder):
    notifier = SoundNotifier(folder, player(LONG))
    started = time.monotonic()
    notifier.alarm(Priority.HIGH)
    assert time.monotonic() - started < 1.0
    playing = notifier._playing
    notifier.silence()
    wait_until(lambda: playing.poll() is not None)


def test_a_more_urgent_sound_interrupts_and_a_less_urgent_one_does_not(folder):
    notifier = SoundNotifier(folder, player(LONG))
    notifier.alarm(Priority.MEDIUM)
    medium = notifier._playing
    notifier.alarm(Priority.LOW)
    assert notifier._playing is medium
    notifier.alarm(Priority.HIGH)
    high = notifier._playing
    assert high is not medium
    wait_until(lambda: medium.poll() is not None)
    notifier.silence()
    wait_until(lambda: high.poll() is not None)
    assert notifier.available


@pytest.mark.expected_log("cannot be played")
def test_a_machine_without_a_player_says_so_once_and_never_raises(folder, caplog):
    notifier = SoundNotifier(folder, ())
    assert not notifier.available
    notifier.alarm(Priority.HIGH)
    notifier.alarm(Priority.HIGH)
    notifier.silence()
    assert len([r for r in caplog.records if r.levelno >= logging.WARNING]) == 1


@pytest.mark.expected_log("cannot be played")
def test_a_player_that_is_gone_is_a_failure_not_an_error(folder):
    notifier = SoundNotifier(folder, (str(folder / "no-such-player"),))
    notifier.alarm(Priority.HIGH)
    assert not notifier.available


@pytest.mark.expected_log("cannot be played")
def test_a_failing_player_is_noticed_once_and_its_recovery_too(folder, caplog):
    caplog.set_level(logging.INFO)
    broken = folder / "broken"
    broken.touch()
    notifier = SoundNotifier(folder, player(f"import sys, os; sys.exit(os.path.exists({str(broken)!r}))"))
    for _ in range(2):
        notifier.alarm(Priority.LOW)
        wait_until(finished(notifier))
    assert not notifier.available
    broken.unlink()
    for _ in range(2):
        notifier.alarm(Priority.LOW)
        wait_until(finished(notifier))
    assert notifier.available
    assert [r.levelname for r in caplog.records] == ["WARNING", "INFO"]


def test_the_best_player_of_the_platform_is_found():
    both = {"aplay": "/usr/bin/aplay", "paplay": "/usr/bin/paplay"}
    assert find_command("linux", both.get) == ("/usr/bin/paplay",)
    assert find_command("linux", {"aplay": "/usr/bin/aplay"}.get) == ("/usr/bin/aplay", "-q")
    assert find_command("linux", {}.get) == ()


def test_without_a_device_of_the_kernel_aplay_cannot_be_heard(tmp_path):
    devices = tmp_path / "pcm"
    assert not has_device(("/usr/bin/aplay", "-q"), "linux", devices)
    devices.write_text("00-00: ALC : playback 1\n")
    assert has_device(("/usr/bin/aplay", "-q"), "linux", devices)
    assert has_device(("/usr/bin/paplay",), "linux", tmp_path / "none")


@pytest.mark.parametrize("priority", Priority)
def test_a_burst_lasts_as_long_as_the_pause_before_the_next_is_counted_from(priority):
    with wave.open(str(SOUNDS / FILES[priority])) as sound:
        assert sound.getnframes() / sound.getframerate() == pytest.approx(BURST_S[priority], abs=0.05)


def test_a_sound_is_played_at_its_volume(tmp_path):
    for name in FILES.values():
        (tmp_path / name).write_bytes((SOUNDS / name).read_bytes())
    script = "import sys, shutil; shutil.copy(sys.argv[1], r'%s')" % (tmp_path / "heard.wav")
    notifier = SoundNotifier(tmp_path, player(script))
    notifier.alarm(3, 50)
    wait_until(finished(notifier))
    peaks = []
    for path in (tmp_path / FILES[Priority.HIGH], tmp_path / "heard.wav"):
        with wave.open(str(path)) as sound:
            peaks.append(max(memoryview(sound.readframes(sound.getnframes())).cast("h")))
    assert peaks[1] == pytest.approx(peaks[0] / 2, rel=0.01)
