"""One console per user and data folder: a second start raises the first one's window and ends."""

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from hah_console.domain.errors import AlreadyRunning

TIMEOUT_MS = 1_000
MESSAGE = b"hah 1 raise\n"


class SingleInstance(QObject):
    """Signals: ``raise_asked`` when a second console was started."""

    raise_asked = Signal()

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
        if socket.readAll().data() == MESSAGE:
            self.raise_asked.emit()
        socket.disconnectFromServer()


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
