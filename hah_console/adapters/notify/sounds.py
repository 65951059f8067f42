"""Alarm sounds: never blocks, never raises, says whether it can be heard; logs one failure and one recovery."""

import logging
import shutil
import subprocess
import sys
import tempfile
import threading
import wave
import weakref
from pathlib import Path

from hah_console.adapters.notify import windows
from hah_console.adapters.notify.loudness import FULL_PCT, at_volume
from hah_console.adapters.notify.players import find_command, has_device
from hah_console.domain.alarm import Priority

_LOG = logging.getLogger(__name__)
FILES = {Priority.HIGH: "alarm_high.wav", Priority.MEDIUM: "alarm_medium.wav", Priority.LOW: "alarm_low.wav"}
LONGEST_PLAY_S = 10.0


class SoundNotifier:
    """Implements ``services.ports.Notifier`` with a child process; a more urgent sound interrupts a running one."""

    def __init__(self, folder: Path, command: tuple[str, ...] | None = None) -> None:
        """``folder`` holds the WAV files; ``command`` plays the file given last, found by itself when None."""
        self._folder = folder
        self._command = find_command() if command is None else command
        self._lock = threading.Lock()
        self._playing: subprocess.Popen[bytes] | None = None
        self._priority = 0
        self._failed = False
        self._copies: Path | None = None
        self._windows = sys.platform == "win32" and command is None
        if not self._can_play():
            self._fail("no player or no sound device")

    @property
    def available(self) -> bool:
        """Whether the last attempt could be heard, as far as this machine can tell."""
        return not self._failed

    def alarm(self, priority: int, volume_pct: int = FULL_PCT) -> None:
        """Start the sound of a priority; a less or equally urgent one does not interrupt a running one."""
        with self._lock:
            if self._is_playing() and priority <= self._priority:
                return
            self._stop()
            self._start(priority, volume_pct)

    def silence(self) -> None:
        """Stop a running sound."""
        with self._lock:
            self._stop()

    def _start(self, priority: int, volume_pct: int) -> None:
        path = self._folder / FILES[Priority(min(max(priority, Priority.LOW), Priority.HIGH))]
        if not self._can_play():
            self._fail("no player or no sound device")
            return
        try:
            path = self._at_volume(path, volume_pct)
            if self._windows:
                windows.play(path)
                self._recover()
                return
            self._playing = _play(self._command, path)
        except (OSError, RuntimeError, EOFError, wave.Error) as error:
            self._fail(str(error))
            return
        self._priority = priority
        threading.Thread(target=self._watch, args=(self._playing,), name="sound", daemon=True).start()

    def _at_volume(self, path: Path, volume_pct: int) -> Path:
        if volume_pct >= FULL_PCT:
            return path
        if self._copies is None:
            self._copies = Path(tempfile.mkdtemp(prefix="hah-sounds-"))
            weakref.finalize(self, shutil.rmtree, self._copies, ignore_errors=True)
        return at_volume(path, volume_pct, self._copies)

    def _can_play(self) -> bool:
        return self._windows or (bool(self._command) and has_device(self._command))

    def _is_playing(self) -> bool:
        return self._playing is not None and self._playing.poll() is None

    def _stop(self) -> None:
        playing, self._playing = self._playing, None
        if self._windows:
            windows.stop()
        elif playing is not None and playing.poll() is None:
            playing.terminate()

    def _watch(self, playing: subprocess.Popen[bytes]) -> None:
        try:
            status = playing.wait(LONGEST_PLAY_S)
        except subprocess.TimeoutExpired:
            playing.kill()
            status = playing.wait()
        with self._lock:
            if self._playing is not playing:
                return
            self._playing = None
            if status:
                self._fail(f"player ended with status {status}")
            else:
                self._recover()

    def _fail(self, reason: str) -> None:
        if not self._failed:
            _LOG.warning("alarm sounds cannot be played: %s", reason)
        self._failed = True

    def _recover(self) -> None:
        if self._failed:
            _LOG.info("alarm sounds can be played again")
        self._failed = False


def _play(command: tuple[str, ...], path: Path) -> "subprocess.Popen[bytes]":
    quiet = subprocess.DEVNULL
    return subprocess.Popen([*command, str(path)], stdin=quiet, stdout=quiet, stderr=quiet)
