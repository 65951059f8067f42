"""A backup hospital in words: what it is rated for, what was heard last and how long ago; no Qt."""

from datetime import datetime

from hah_console.domain.hospital_news import HospitalNews
from hah_console.services.hospital_board import HospitalRow
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text

# i18n: hospitals.reason.* hospitals.diversion.* hospitals.item.*


def reasons_text(texts: Texts, row: HospitalRow) -> str:
    """Why it stands where it stands, empty when nothing speaks against it."""
    return " · ".join(texts.word("hospitals.reason", reason) for reason in row.reasons)


def items_text(texts: Texts, row: HospitalRow) -> str:
    """Its level in each item it is rated for."""
    return " · ".join(f"{texts.word('hospitals.item', item)} {level}" for item, level in row.items)


def news_text(texts: Texts, row: HospitalRow, now: datetime) -> str:
    """Beds, crowd and diversion with their age; that nothing was heard, or that it is too old, is said."""
    news = row.news
    if news is None:
        return texts("hospitals.no_news")
    age = age_text(texts, news.age(now))
    key = "hospitals.stale" if row.stale else "hospitals.heard"
    return " · ".join((texts(key, age=age), *_beds(texts, news)))


def _beds(texts: Texts, news: HospitalNews) -> list[str]:
    counts = (("ward", news.ward_beds), ("icu", news.icu_beds), ("waiting", news.ed_waiting))
    said = [texts(f"hospitals.count.{name}", n=n) for name, n in counts if n is not None]
    if news.diversion is not None:
        said.insert(0, texts.word("hospitals.diversion", news.diversion))
    return [*said, *([news.note] if news.note else [])]


# i18n: hospitals.count.*
