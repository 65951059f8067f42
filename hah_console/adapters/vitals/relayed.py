"""Sets that gateways and interfaces passed on, judged like those of the broker: whose they are, when, how much."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from hah_console.adapters.vitals.payload import FORMAT_VERSION, WireSet
from hah_console.adapters.vitals.reception import Heard, Reception
from hah_console.adapters.vitals.times import unix_ms
from hah_console.adapters.vitals.unusable import UnusableMessage
from hah_console.domain.ids import DeviceId, PatientId
from hah_console.domain.reading import Reading
from hah_console.domain.refusal import Refusal
from hah_console.domain.relayed_set import RelayedSet

Numbers = Mapping[PatientId, frozenset[str]]
Names = Mapping[str, DeviceId]
NO_NAMES: Names = MappingProxyType({})


class RelayedReception:
    """Used by the one writer, with the reception that knows whose each device is.

    ``names`` are other names of devices, ``signing`` the devices that sign what they say; ``numbers`` by which each
    patient may be meant.
    """

    def __init__(self, reception: Reception, names: Names = NO_NAMES, signing: Collection[DeviceId] = ()) -> None:
        self._reception, self._names, self._signing = reception, names, frozenset(signing)
        self.numbers: Numbers = {}

    def read(self, told: RelayedSet, gateway: str, received_at: datetime, heard: Heard) -> Reading:
        """The reading of a set, noted in ``heard`` with the news of its device. Raises UnusableMessage."""
        device = self._device(told)
        patient = self._patient(device, told)
        values = {vital.value: value for vital, value in told.values.items()}
        off = tuple(told.sensor_off)
        wire = WireSet(FORMAT_VERSION, device, told.sequence, told.at_ms, off=off, gw=gateway or None, **values)  # type: ignore[arg-type]
        self._reception.take_in(wire, patient, received_at, unix_ms(received_at), heard)
        return heard.readings[-1]

    def _device(self, told: RelayedSet) -> DeviceId:
        """The device by one of its names; SAFETY(relayed device): names of two devices are those of none."""
        owners = self._reception.owners
        found = {device for name in told.device_names if (device := self._names.get(name, DeviceId(name))) in owners}
        if len(found) > 1:
            names = ", ".join(sorted(found))
            raise UnusableMessage(f"device: {names} are two devices", Refusal.TWO_DEVICES, devices=names)
        if not found:
            names = ", ".join(told.device_names)
            kind = Refusal.NOBODYS if names else Refusal.NO_DEVICE
            raise UnusableMessage(f"device: {names or 'no device'} is with nobody", kind, device=names)
        device = found.pop()
        if device in self._signing:
            raise UnusableMessage(
                f"sig: {device} signs its sets, a gateway cannot", Refusal.SIGNS_ITSELF, device=device
            )
        return device

    def _patient(self, device: DeviceId, told: RelayedSet) -> PatientId:
        """SAFETY(relayed identity): a set goes to whom the device was given to, never by a name; when its sender means
        somebody, by a number, and not by one of that patient's, it goes to nobody."""
        patient = self._reception.owners[device]
        if told.patient_numbers and not self.numbers.get(patient, frozenset()) & set(told.patient_numbers):
            said = f"patient: the sender means somebody else than {patient}, whom {device} is with"
            raise UnusableMessage(said, Refusal.ANOTHER_PERSON, device=device, patient=patient)
        return patient
