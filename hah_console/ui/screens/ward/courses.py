"""The short courses of the ward as strokes, kept until new values, another minute or another size ask for new ones."""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QRect
from PySide6.QtGui import QPolygonF

from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestVitals, Vital
from hah_console.services.ward import MINUTE_S, SPARK_VITALS, SparkHistory, SparkRing
from hah_console.ui.screens.ward.sparks import strokes
from hah_console.ui.screens.ward.tile_painter import Sparks, TilePainter
from hah_console.ui.screens.ward.tile_places import TilePlaces


class Courses:
    """Everybody's last two hours; on the GUI thread only."""

    def __init__(self) -> None:
        self.ring = SparkRing()
        self._drawn: dict[str, tuple[int, TilePlaces, Sparks]] = {}
        self._changed: set[PatientId] = set()

    def take_latest(self, rows: tuple[LatestVitals, ...], now: datetime) -> None:
        """New last values."""
        self._changed |= self.ring.take_latest(rows)
        self.ring.follows_to(rows, now)

    def take_histories(self, histories: Iterable[SparkHistory], asked_at: datetime) -> None:
        """What the store knows of some patients."""
        for history in histories:
            self.ring.take_history(history, asked_at)
            self._changed.add(history.patient_id)

    def keep(self, patients: Iterable[PatientId]) -> None:
        """Forget everybody else."""
        here = frozenset(patients)
        self.ring.keep(here)
        self._changed &= here
        self._drawn = {patient_id: drawn for patient_id, drawn in self._drawn.items() if patient_id in here}

    def lacks(self, patient_id: PatientId, newest: datetime | None) -> bool:
        """Whether the store knows more of her than is known here; ``newest`` is when she was last heard."""
        known = self.ring.known_to(patient_id)
        return known is None or (newest is not None and newest > known)

    def outdated(self, patient_id: PatientId, now: datetime) -> bool:
        """Whether what was drawn last is no longer true: a value came, or a minute has passed."""
        drawn = self._drawn.get(patient_id)
        return patient_id in self._changed or (drawn is not None and drawn[0] != _minute(now))

    def of(self, patient_id: PatientId, tiles: TilePainter, box: QRect, now: datetime) -> Sparks:
        """The courses of one patient for a tile in ``box``."""
        places, drawn = tiles.places(box), self._drawn.get(patient_id)
        if drawn is None or drawn[1] is not places or self.outdated(patient_id, now):
            self._changed.discard(patient_id)
            drawn = self._drawn[patient_id] = (_minute(now), places, self._strokes(patient_id, places, now))
        return drawn[2]

    def _strokes(self, patient_id: PatientId, places: TilePlaces, now: datetime) -> Sparks:
        boxes, found = places.course_boxes(), dict[Vital, tuple[QPolygonF, ...]]()
        for vital in SPARK_VITALS:
            spark = self.ring.spark(patient_id, vital, now)
            found[vital] = strokes(spark, vital, boxes[vital]) if spark else ()
        return found


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // MINUTE_S
