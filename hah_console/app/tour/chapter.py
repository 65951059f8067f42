"""A chapter of the tour: acts, each a start of the real program on one moment of the demo site, over one database."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hah_console.adapters.vitals.broker import free_port
from hah_console.app.bootstrap import Core, open_core
from hah_console.app.options import WEB_FILE, SpeedDay, program_options, writable_folder
from hah_console.app.tour.stage import Played, Stage, Surroundings, Tale, TourOrder

VARIANTS = (("zh_TW", "light"), ("en", "dark"))


@dataclass(frozen=True, slots=True)
class Act:
    """What happens in one start of the program, and the moment it is started at; ``rate`` 1 is the pace of a clock."""

    begins: datetime
    tale: Callable[[Core, Surroundings], Tale]
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class ChapterFacts:
    """What the acts left behind; ``trouble`` is what stopped one, empty when all were played to their end."""

    trouble: str
    pictures: tuple[Path, ...]
    happened: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlayedChapter:
    """What a chapter left behind; each adds what it looked for in the store."""

    chapter: ChapterFacts

    @property
    def pictures(self) -> tuple[Path, ...]:
        """Of the window."""
        return self.chapter.pictures

    @property
    def happened(self) -> tuple[str, ...]:
        """Line by line."""
        return self.chapter.happened


def play_chapter(
    order: TourOrder, name: str, home: Path, acts: Sequence[Act], read: Callable[[Core], None], *, pages: bool = False
) -> ChapterFacts:
    """Play every act until one gets stuck; pictures go into the folder ``name``. ``read`` sees the store after each
    act; with ``pages`` the service serves its pages on a free port of this machine. Raises as ``play`` does."""
    pictures, home = writable_folder(order.out / name), writable_folder(home)
    if pages:
        (home / WEB_FILE).write_text(f'[listener]\nhost = "127.0.0.1"\nport = {free_port()}\n', "utf-8")
    taken: list[Path] = []
    happened: list[str] = []
    trouble = ""
    for act in acts:
        core = _open(home, act)
        try:
            first = len({path.name.split("_")[0] for path in taken}) + 1
            played = _play(core, order, act, pictures, first)
            read(core)
        finally:
            core.store.close()
        taken += played.pictures
        happened += [f"{act.begins:%m-%d} {line}" for line in played.happened]
        trouble = played.trouble
        if trouble:
            break
    return ChapterFacts(trouble, tuple(taken), tuple(happened))


def _open(home: Path, act: Act) -> Core:
    speed = SpeedDay(act.begins.astimezone(UTC), time.time(), act.rate)
    return open_core(program_options(home, f"sqlite:///{home / 'hah.db'}", free_port(), speed))


def _play(core: Core, order: TourOrder, act: Act, pictures: Path, first: int) -> Played:
    wanted = tuple(variant for variant in VARIANTS if variant in order.variants) or order.variants
    return Stage(core, order, pictures, wanted, first).play(lambda around: act.tale(core, around))
