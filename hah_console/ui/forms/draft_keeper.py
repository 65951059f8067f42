"""Keeps what is typed into a form as a draft, a second after it was typed, and finds it again."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from hah_console.domain.actor import Actor
from hah_console.domain.draft import Draft, DraftKey
from hah_console.domain.errors import HahError
from hah_console.services.context import Context
from hah_console.services.drafts import drop_draft, keep_draft, read_draft
from hah_console.ui.tasks import TaskRunner

KEEP_AFTER_MS = 1_000
"""From the first keystroke that is not kept yet: who types without a pause loses no more than who stops."""
Found = tuple[DraftKey, Draft | None, HahError | None]


class DraftKeeper(QObject):
    """Signals: ``found`` with the Draft of the key opened, or None; ``kept`` with a Draft; ``failed`` with why not.

    ``read_fields`` gives what is typed now. SAFETY(own draft): drafts are those of ``actor`` alone.
    """

    found = Signal(object)
    kept = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        ctx: Context,
        actor: Actor,
        tasks: TaskRunner,
        read_fields: Callable[[], Mapping[str, str]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._ctx, self._actor, self._tasks, self._read_fields = ctx, actor, tasks, read_fields
        self._key: DraftKey | None = None
        self._based_on, self._stored, self._unkept = 0, False, False
        self._base: Mapping[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def key(self) -> DraftKey | None:
        """Whose draft of what is kept now."""
        return self._key

    @property
    def based_on(self) -> int:
        """The version that was in sight when it was typed."""
        return self._based_on

    def open(self, form: str, subject: str, based_on: int, base: Mapping[str, str]) -> None:
        """Look for the draft of a form about a subject; from now on keep what differs from ``base``, as stored."""
        self.flush()
        ctx, actor, key = self._ctx, self._actor, DraftKey(self._actor.user_id, form, subject)
        self._key, self._stored = key, False
        self.rebase(based_on, base)
        self._tasks.run_command(lambda: _look(ctx, actor, key), self._on_found)  # after each that is still being kept

    def close(self) -> None:
        """Keep what is not kept yet, and nothing any more."""
        self.flush()
        self._key = None

    def touch(self) -> None:
        """Something was typed."""
        self._unkept = self._key is not None
        if self._unkept and not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Keep now what was typed since it was kept last."""
        self._timer.stop()
        if self._unkept and self._key is not None:
            self._unkept = False
            self._keep(self._key)

    def drop(self) -> None:
        """The draft has been sent, or is not wanted: forget it."""
        self._timer.stop()
        self._unkept = False
        if self._key is not None and self._stored:
            self._forget(self._key)

    def rebase(self, based_on: int, base: Mapping[str, str]) -> None:
        """What is typed from now on is typed in sight of another version."""
        self._based_on, self._base = based_on, dict(base)

    def _keep(self, key: DraftKey) -> None:
        fields = dict(self._read_fields())
        if all(text == self._base.get(name, "") for name, text in fields.items()):
            if self._stored:
                self._forget(key)
            return
        self._stored = True
        ctx, actor, seen = self._ctx, self._actor, self._based_on
        self._tasks.run_command(
            lambda: keep_draft(ctx, actor, key.form, key.subject, fields, seen), self._on_kept, self._on_failed
        )

    def _forget(self, key: DraftKey) -> None:
        self._stored = False
        ctx, actor = self._ctx, self._actor
        self._tasks.run_command(lambda: drop_draft(ctx, actor, key.form, key.subject), _forgotten, self._on_failed)

    def _on_kept(self, draft: Draft) -> None:
        if draft.key == self._key:
            self.kept.emit(draft)

    def _on_failed(self, error: Exception) -> None:
        """It is tried again with the next keystroke, and when the form is left."""
        self._unkept = self._key is not None
        self.failed.emit(error)

    def _on_found(self, found: Found) -> None:
        key, draft, error = found
        if key != self._key:
            return
        if error is not None:
            self.failed.emit(error)
        self._stored = draft is not None
        if draft is not None:
            self._based_on = draft.based_on
        self.found.emit(draft)


def _look(ctx: Context, actor: Actor, key: DraftKey) -> Found:
    try:
        return key, read_draft(ctx, actor, key.form, key.subject), None
    except HahError as error:
        return key, None, error


def _forgotten(_: object) -> None:
    """There is nothing to show."""
