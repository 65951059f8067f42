"""Reads site.toml, the head of a pack; every wrong or missing key is reported with its line."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hah_console.adapters.site.columns import MANIFEST
from hah_console.adapters.site.land import Outline, location_problem
from hah_console.adapters.site.problem import ProblemList
from hah_console.adapters.site.routing import read_routing
from hah_console.adapters.site.text_file import read_text
from hah_console.domain.place import Place
from hah_console.domain.site_pack import SiteDescription

T = TypeVar("T")
FORMAT = 1
LANGUAGES = ("zh_TW", "en")
LATEST_DAY_START = 12 * 60
_KEYS = frozenset(
    {"format", "id", "name", "time_zone", "day_start", "base", "skills", "kit_kinds", "rule_packs", "roads",
     "recordings", "scenario", "horizon_days", "synthetic", "routing", "meeting_url"}
)  # fmt: skip
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def read_manifest(folder: Path, outline: Outline, problems: ProblemList) -> SiteDescription | None:
    """The head of the pack, wrong keys reported and given a harmless value; None when the file cannot be read."""
    path = folder / MANIFEST
    if not path.exists():
        problems.add(MANIFEST, 0, "", "missing_file")
        return None
    text = read_text(path, problems)
    if text is None:
        return None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        problems.add(MANIFEST, int(found[1]) if found else 0, "", "toml_syntax", reason=str(error))
        return None
    return _Head(folder, text, document, outline, problems).description()


class _Head:
    def __init__(
        self, folder: Path, text: str, document: Mapping[str, object], outline: Outline, problems: ProblemList
    ) -> None:
        self._folder = folder
        self._lines = text.splitlines()
        self._document = document
        self._outline = outline
        self._problems = problems

    def description(self) -> SiteDescription:
        self._check_keys()
        return SiteDescription(
            site_id=self._matching("id", _ID),
            names=self._names("name", self._document.get("name")),
            time_zone=self._time_zone(),
            day_start_minutes=self._day_start(),
            base=self._base(),
            skills=self._vocabulary("skills"),
            kit_kinds=self._vocabulary("kit_kinds"),
            rule_packs=tuple(str(name) for name in self._value("rule_packs", list, list[object]())),
            roads=self._file("roads"),
            recordings=self._file("recordings"),
            scenario=self._file("scenario"),
            horizon_days=self._horizon(),
            synthetic=self._value("synthetic", bool, False),
            routing=read_routing(self._value("routing", dict, dict[str, object]()), self._note),
            meeting_url=self._meeting_url(),
        )

    def _meeting_url(self) -> str:
        """Where tele-consultations meet: an https address with ``{consult}`` in it, empty for none."""
        template = self._value("meeting_url", str, "").strip()
        if template and not (template.startswith("https://") and "{consult}" in template and " " not in template):
            self._note("meeting_url", "bad_meeting_url", value=template)
            return ""
        return template

    def _note(self, key: str, code: str, **facts: object) -> None:
        self._problems.add(MANIFEST, self._line(key), key, code, **facts)

    def _line(self, key: str) -> int:
        """Where the entry stands; of one written inside another, the line of that one."""
        first, last = key.split(".", 1)[0], key.rsplit(".", 1)[-1]
        return self._line_of(last) or self._line_of(first)

    def _line_of(self, word: str) -> int:
        name = re.escape(word)
        mark = re.compile(rf"\s*(?:{name}\s*=|\[[^\]]*\b{name}\s*\])")
        return next((number for number, line in enumerate(self._lines, 1) if mark.match(line)), 0)

    def _check_keys(self) -> None:
        for key in self._document:
            if key not in _KEYS:
                self._note(key, "unknown_key", known=tuple(sorted(_KEYS)))
        found = self._value("format", int, FORMAT)
        if found > FORMAT:
            self._note("format", "newer_format", found=found, known=FORMAT)

    def _value(self, key: str, kind: type[T], default: T) -> T:
        value = self._document.get(key, default)
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        self._note(key, "bad_type", wanted=kind.__name__)
        return default

    def _needed(self, key: str, kind: type[T], default: T) -> T:
        if key not in self._document:
            self._note(key, "missing_key")
        return self._value(key, kind, default)

    def _matching(self, key: str, pattern: re.Pattern[str]) -> str:
        value = self._needed(key, str, "")
        if key in self._document and not pattern.fullmatch(value):
            self._note(key, "bad_site_id", value=value)
        return value

    def _names(self, key: str, table: object) -> dict[str, str]:
        names = {str(k): str(v) for k, v in table.items()} if isinstance(table, Mapping) else {}
        for language in LANGUAGES:
            if not names.get(language):
                self._note(f"{key}", "missing_key_of", wanted=f"{key}.{language}")
        return names

    def _vocabulary(self, key: str) -> dict[str, dict[str, str]]:
        table = self._needed(key, dict, dict[str, object]())
        return {str(code): self._names(str(code), names) for code, names in table.items()}

    def _time_zone(self) -> str:
        name = self._needed("time_zone", str, "Asia/Taipei")
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._note("time_zone", "unknown_time_zone", value=name)
        return name

    def _day_start(self) -> int:
        found = _CLOCK.fullmatch(self._needed("day_start", str, "08:00"))
        minutes = int(found[1]) * 60 + int(found[2]) if found else LATEST_DAY_START + 1
        if minutes > LATEST_DAY_START:
            self._note("day_start", "bad_day_start", value=self._document.get("day_start"))
        return minutes

    def _horizon(self) -> int:
        days = self._value("horizon_days", int, 2)
        if not 1 <= days <= 31:
            self._note("horizon_days", "out_of_range", value=days, low=1, high=31)
        return days

    def _base(self) -> Place:
        table = self._needed("base", dict, dict[str, object]())
        lat, lon = table.get("lat"), table.get("lon")
        if not isinstance(lat, int | float) or not isinstance(lon, int | float):
            self._note("base", "no_base")
            return Place(0.0, 0.0)
        wrong = location_problem(lat, lon, self._outline)
        if wrong:
            self._note("base", wrong[0], **wrong[1])
        return Place(float(lat), float(lon), str(table.get("address", "")))

    def _file(self, key: str) -> str:
        name = self._value(key, str, "")
        if not name:
            return ""
        path = (self._folder / name).resolve()
        if not path.exists():
            self._note(key, "missing_named_file", value=name)
        return str(path)
