"""One console per user and data folder: a second start raises the first one's window, or has it open a patient."""

import getpass
import hashlib
import re
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from hah_console.domain.errors import AlreadyRunning

TIMEOUT_MS, ANSWER_MS = 1_000, 3_000
MESSAGE = b"hah 1 raise\n"
OPEN, TAKEN = b"hah 1 open ", b"hah 1 taken\n"
PLACE = re.compile(rb"[\w.:-]{1,100}", re.ASCII)
"""How ids of patients are written; anything else is not taken."""


class SingleInstance(QObject):
    """Signals: ``raise_asked`` when a second console was started, ``open_asked`` with a patient's id when the page of
    one was asked for."""

    raise_asked = Signal()
    open_asked = Signal(str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = socket_name(home)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def claim(self) -> None:
        """Be the one console; raises AlreadyRunning after asking the other one to come forward."""
        if _ask_to_raise(self._name):
            raise AlreadyRunning
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)

    def release(self) -> None:
        """Let another console start."""
        self._server.close()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is None:
            return
        socket.disconnected.connect(socket.deleteLater)
        socket.waitForReadyRead(TIMEOUT_MS)
        self._heed(socket, bytes(socket.readAll().data()))
        socket.disconnectFromServer()

    def _heed(self, socket: QLocalSocket, asked: bytes) -> None:
        place = asked.removeprefix(OPEN).rstrip(b"\n")
        if asked == MESSAGE:
            self.raise_asked.emit()
        elif asked.startswith(OPEN) and PLACE.fullmatch(place):
            socket.write(TAKEN)
            socket.flush()
            socket.waitForBytesWritten(TIMEOUT_MS)
            self.raise_asked.emit()
            self.open_asked.emit(place.decode("ascii"))


def hand_over(home: Path, patient_id: str) -> bool:
    """Have the console that runs open a patient's page; False when none runs or it did not take it."""
    if not PLACE.fullmatch(patient_id.encode()):
        return False
    socket = QLocalSocket()
    socket.connectToServer(socket_name(home))
    if not socket.waitForConnected(TIMEOUT_MS):
        return False
    socket.write(OPEN + patient_id.encode() + b"\n")
    socket.flush()
    heard = b""
    while len(heard) < len(TAKEN) and (socket.bytesAvailable() or socket.waitForReadyRead(ANSWER_MS)):
        heard += socket.readAll().data()
    socket.abort()
    return heard == TAKEN


def socket_name(home: Path) -> str:
    """A name no other user or data folder has."""
    owner = f"{getpass.getuser()}|{home.resolve()}"
    return f"hah-console-{hashlib.sha256(owner.encode()).hexdigest()[:16]}"


def _ask_to_raise(name: str) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(TIMEOUT_MS):
        return False
    socket.write(MESSAGE)
    socket.flush()
    socket.waitForBytesWritten(TIMEOUT_MS)
    if socket.state() is QLocalSocket.LocalSocketState.ConnectedState:
        socket.waitForDisconnected(TIMEOUT_MS)
    return True
