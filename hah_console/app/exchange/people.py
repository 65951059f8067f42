"""Who did something, as hospitals are told: a member of the staff, or somebody with an account only."""

from hah_console.adapters.fhir.mapping.naming import Naming, local_id
from hah_console.adapters.fhir.mapping.team import practitioner_resource
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.domain.errors import NotFound
from hah_console.domain.ids import StaffId, UserId
from hah_console.domain.place import Place
from hah_console.domain.staff import Profession, Staff, Vehicle
from hah_console.services.ports import UnitOfWork


class People:
    """Practitioners named so far; each is told once with the rest."""

    def __init__(self, uow: UnitOfWork, naming: Naming) -> None:
        self._uow = uow
        self._naming = naming
        self._told: dict[StaffId, Staff] = {}

    def staff(self, staff_id: StaffId) -> StaffId:
        """A member of the staff."""
        if staff_id not in self._told:
            self._told[staff_id] = self._uow.staff.get(staff_id)
        return staff_id

    def user(self, user_id: UserId | None, otherwise: StaffId | None) -> StaffId:
        """Whoever has an account; ``otherwise`` where the account is of the service or is gone."""
        try:
            user = self._uow.users.get(user_id) if user_id else None
        except NotFound:
            user = None
        if user is not None and user.staff_id:
            return self.staff(user.staff_id)
        if user is None and otherwise is not None:
            return self.staff(otherwise)
        identity = StaffId(f"user-{local_id(user.user_id if user else 'unknown')}"[:64])
        if identity not in self._told:
            name = user.name if user else "—"
            self._told[identity] = Staff(identity, name, Profession.NURSE, frozenset(), Vehicle.CAR, Place(0, 0))
        return identity

    def members(self) -> tuple[Staff, ...]:
        """Everybody named so far who is of the staff."""
        return tuple(each for each in self._told.values() if not each.staff_id.startswith("user-"))

    def resources(self) -> list[Resource]:
        """A Practitioner for everybody named so far."""
        return [practitioner_resource(each, self._naming) for each in self._told.values()]
