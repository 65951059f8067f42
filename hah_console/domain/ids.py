"""Identifiers: every entity is named by an id, never by a position in a list."""

from typing import NewType

PatientId = NewType("PatientId", str)
EpisodeId = NewType("EpisodeId", str)
StaffId = NewType("StaffId", str)
ShiftId = NewType("ShiftId", str)
UserId = NewType("UserId", str)
HospitalId = NewType("HospitalId", str)
KitId = NewType("KitId", str)
DeviceId = NewType("DeviceId", str)
TaskId = NewType("TaskId", str)
VisitId = NewType("VisitId", str)
PlanId = NewType("PlanId", str)
AlarmId = NewType("AlarmId", str)
TransferId = NewType("TransferId", str)
GatewayId = NewType("GatewayId", str)
ShelfId = NewType("ShelfId", str)
RuleSetId = NewType("RuleSetId", str)
LabResultId = NewType("LabResultId", str)
