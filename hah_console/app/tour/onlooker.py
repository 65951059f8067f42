"""Watches the database beside the window, so that the tour can wait for facts; reports the field team's visits."""

import logging
import threading
from dataclasses import dataclass
from datetime import timedelta

from hah_console.demo.field_team import FieldTeam
from hah_console.domain.alarm import Alarm
from hah_console.domain.errors import HahError
from hah_console.domain.ids import PatientId
from hah_console.domain.transfer import Transfer
from hah_console.domain.visit import DayPlan
from hah_console.services.context import Context

ROUND_S = 0.5
DAY = timedelta(days=1)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the database held at the last look."""

    patients_with_readings: int = 0
    open_alarms: tuple[Alarm, ...] = ()
    plans: tuple[DayPlan, ...] = ()
    published: DayPlan | None = None
    transfers: tuple[Transfer, ...] = ()
    service_details: tuple[str, ...] = ()

    def alarm_of(self, patient_id: PatientId) -> Alarm | None:
        """The most urgent open alarm of a patient."""
        own = [alarm for alarm in self.open_alarms if alarm.patient_id == patient_id]
        return max(own, key=lambda alarm: alarm.priority, default=None)

    def transfer_of(self, patient_id: PatientId) -> Transfer | None:
        """The newest transfer of a patient."""
        return next((one for one in reversed(self.transfers) if one.patient_id == patient_id), None)


class Onlooker:
    """``seen`` is replaced twice a second between ``start`` and ``stop``."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="onlooker", daemon=True)
        self._team = FieldTeam(ctx)
        self.seen = Seen()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(ROUND_S):
            try:
                self.seen = self._look()
                self._team.report(self.seen.published, self._ctx.clock.now())
            except HahError as error:
                _LOG.warning("not looked: %s", error.code)

    def _look(self) -> Seen:
        day = self._ctx.today()
        with self._ctx.store() as uow:
            return Seen(
                len(uow.readings.latest()),
                uow.alarms.open(),
                uow.plans.of_day(day),
                uow.plans.published(day),
                uow.transfers.all(),
                tuple(beat.detail for beat in uow.service.heartbeats() if beat.process == "service"),
            )
