"""Stored sets as readings again, in the order in which they were measured."""

from collections.abc import Iterator
from math import isnan

import numpy as np

from hah_console.adapters.db.mapping.reading import VITALS
from hah_console.adapters.db.samples.columns import NO_TIME, OFF_BIT, Columns
from hah_console.adapters.db.values import at
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import Reading


def readings_of(patient_id: PatientId, found: Columns) -> Iterator[Reading]:
    """Every set of the columns."""
    for place in np.argsort(found.measured, kind="stable").tolist():
        values = found.values[:, place].tolist()
        off, gateway = int(found.off[place]), int(found.gateway[place])
        yield Reading(
            patient_id=patient_id,
            device_id=DeviceId(found.devices[int(found.device[place])]),
            sequence=int(found.sequence[place]),
            measured_at=at(int(found.measured[place])),
            received_at=at(int(found.received[place])),
            values={vital: value for vital, value in zip(VITALS, values, strict=True) if not isnan(value)},
            sensor_off=frozenset(vital for vital in VITALS if off & OFF_BIT[vital.value]),
            gateway_at=None if gateway == NO_TIME else at(gateway),
        )
