"""Search addresses by fhirclient, and whether the server searched for what it was asked."""

import importlib
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from fhirclient.models.fhirsearch import FHIRSearch

from hah_console.adapters.fhir.client.failure import ExchangeFailed

OF_PATIENT = frozenset({"patient", "subject"})
NOT_NARROWING = frozenset({"_count", "_sort", "_include", "_revinclude", "_summary", "_elements", "_total", "_format"})
"""Parameters whose loss brings more or other columns, and never other patients."""


def search_address(kind: str, parameters: Mapping[str, str]) -> str:
    """``Kind?name=value&…`` for a kind of resource fhirclient knows. Raises ExchangeFailed for one it does not."""
    try:
        model = getattr(importlib.import_module(f"fhirclient.models.{kind.lower()}"), kind)
    except (ImportError, AttributeError):
        raise ExchangeFailed("not_fhir", detail=kind) from None
    return str(FHIRSearch(model, dict(parameters)).construct())


def require_searched(bundle: Mapping[str, object], parameters: Mapping[str, str]) -> None:
    """Compare the ``self`` link with what was asked. Raises ExchangeFailed.

    SAFETY(dropped parameter): a lenient server leaves out a parameter it does not know and answers with everybody's. A
    search without a patient is then not believed without a link; one with a patient is checked resource by resource.
    """
    asked = {name: value for name, value in parameters.items() if name.split(":")[0] not in NOT_NARROWING}
    link = _link(bundle, "self")
    if not link:
        if asked and not OF_PATIENT & set(asked):
            raise ExchangeFailed("dropped_parameters", detail=", ".join(sorted(asked)))
        return
    told: dict[str, list[str]] = {}
    for name, value in parse_qsl(urlsplit(link).query, keep_blank_values=True):
        told.setdefault(name, []).append(value)
    lost = [name for name, value in asked.items() if not _is_kept(name, value, told)]
    if lost:
        raise ExchangeFailed("dropped_parameters", detail=", ".join(sorted(lost)))


def next_address(bundle: Mapping[str, object]) -> str:
    """The address of the next page, empty on the last one."""
    return _link(bundle, "next")


def _is_kept(name: str, value: str, told: Mapping[str, list[str]]) -> bool:
    if name not in told:
        return False
    return name not in OF_PATIENT or any(each.rsplit("/", 1)[-1] == value.rsplit("/", 1)[-1] for each in told[name])


def _link(bundle: Mapping[str, object], relation: str) -> str:
    links = bundle.get("link")
    for each in links if isinstance(links, list) else ():
        if isinstance(each, dict) and each.get("relation") == relation:
            return str(each.get("url", ""))
    return ""
