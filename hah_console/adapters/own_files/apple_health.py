"""Reads the export of Apple Health (``export.xml``, or the zip around it) as a stream, whatever its size."""

import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, NoReturn
from xml.parsers import expat

from hah_console.domain.own_reading import OwnFile, OwnFileUnusable, OwnKind, OwnRefusal, OwnValue
from hah_console.domain.reading import Vital
from hah_console.domain.relayed_set import RelayRefused
from hah_console.domain.vital_units import in_own_unit

EXPORT = "export.xml"
CHUNK_BYTES = 1 << 18
MOST_BYTES = 8 * 2**30
"""Of XML; a year of a watch has some hundred MB."""
TYPE = "HKQuantityTypeIdentifier"
VITALS = {
    f"{TYPE}HeartRate": Vital.HEART_RATE,
    f"{TYPE}OxygenSaturation": Vital.SPO2,
    f"{TYPE}RespiratoryRate": Vital.RESPIRATORY_RATE,
    f"{TYPE}BloodPressureSystolic": Vital.SYSTOLIC,
    f"{TYPE}BloodPressureDiastolic": Vital.DIASTOLIC,
    f"{TYPE}BodyTemperature": Vital.TEMPERATURE,
}
UNITS = {"count/min": "/min", "mmHg": "mm[Hg]", "kPa": "kPa", "degC": "Cel", "degF": "[degF]", "K": "K", "%": "1"}
"""Units of HealthKit by UCUM; its per cent is a fraction of one."""
BORN = "HKCharacteristicTypeIdentifierDateOfBirth"


def open_apple_health(path: Path) -> OwnFile:
    """The file, its person read from its first lines. Raises OwnFileUnusable."""
    return OwnFile(path.name, OwnKind.APPLE_HEALTH, _Export(path).values(), _Export(path).birth_date())


class _Export:
    """One reading of the file. SAFETY(hostile file): no entity is declared, expanded or fetched; a chunk at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: list[OwnValue | OwnRefusal] = []
        self._born: date | None = None
        self._parser = expat.ParserCreate()
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse
        self._parser.StartElementHandler = self._begun

    def values(self) -> Iterator[OwnValue | OwnRefusal]:
        """Every record of a vital sign, in the order of the file. Raises OwnFileUnusable."""
        for _ in self._read():
            yield from self._found
            self._found.clear()

    def birth_date(self) -> date | None:
        """What the person's part in front says. Raises OwnFileUnusable."""
        for _ in self._read():
            if self._born is not None or self._found:
                break
        return self._born

    def _read(self) -> Iterator[None]:
        try:
            with _opened(self._path) as stream:
                size = 0
                while chunk := stream.read(CHUNK_BYTES):
                    size += len(chunk)
                    if size > MOST_BYTES:
                        self._refuse()
                    self._parser.Parse(chunk, False)
                    yield
                self._parser.Parse(b"", True)
                yield
        except (OSError, zipfile.BadZipFile, KeyError, expat.ExpatError, EOFError, ValueError) as error:
            raise OwnFileUnusable(file=self._path.name, reason="unreadable_file") from error

    def _refuse(self, *_: object) -> NoReturn:
        raise OwnFileUnusable(file=self._path.name, reason="hostile")

    def _begun(self, name: str, told: dict[str, str]) -> None:
        if name == "Me" and told.get(BORN):
            self._born = date.fromisoformat(told[BORN])
        if name == "Record" and (vital := VITALS.get(told.get("type", ""))) is not None:
            place = f"{self._parser.CurrentLineNumber}"
            try:
                self._found.append(_value(place, vital, told))
            except RelayRefused as reason:
                self._found.append(OwnRefusal(place, str(reason)))


def _value(place: str, vital: Vital, told: dict[str, str]) -> OwnValue:
    try:
        number = Decimal(told.get("value", ""))
        moment = datetime.strptime(told.get("endDate") or told.get("startDate", ""), "%Y-%m-%d %H:%M:%S %z")
    except InvalidOperation:
        raise RelayRefused(f"{vital.value}: no number") from None
    except ValueError:
        raise RelayRefused("time: none with a zone") from None
    unit = told.get("unit", "")
    return OwnValue(place, moment, vital, in_own_unit(vital, number, UNITS.get(unit, unit)), told.get("sourceName", ""))


def _opened(path: Path) -> AbstractContextManager[IO[bytes]]:
    if not zipfile.is_zipfile(path):
        return path.open("rb")
    archive = zipfile.ZipFile(path)
    names = [name for name in archive.namelist() if name.rsplit("/", 1)[-1] == EXPORT]
    return archive.open(names[0] if names else EXPORT)
