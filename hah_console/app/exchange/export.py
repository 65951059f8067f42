"""For a site whose hospital takes no writes: every admission as a document in a folder, replaced when it changes."""

import logging
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.mapping.document import DISCHARGE, TRANSFER, DocumentKind, document_bundle
from hah_console.adapters.fhir.mapping.naming import Naming, local_id
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.adapters.fhir.outbox.packing import is_note
from hah_console.adapters.fhir.resource_json import parse, written
from hah_console.app.exchange.admission import Admission
from hah_console.domain.closing.summary import DischargeSummary
from hah_console.domain.episode import Episode, EpisodeState, Outcome
from hah_console.domain.ids import EpisodeId, StaffId
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

_LOG = logging.getLogger(__name__)


class Exporter:
    """Writes the document of every admission that has ended into ``folder``; one that breaks its profile is not
    written."""

    def __init__(
        self,
        ctx: Context,
        admission_of: Callable[[UnitOfWork], Admission],
        checker: Checker,
        naming: Naming,
        folder: Path,
    ) -> None:
        self._ctx, self._admission_of, self._checker = ctx, admission_of, checker
        self._naming, self._folder = naming, folder

    def write(self, episode_id: EpisodeId) -> int:
        """Write the document of an admission; 1, or 0 for one that goes on or cannot be told. Raises OSError."""
        with self._ctx.store() as uow:
            episode = uow.episodes.get(episode_id)
            author = episode.physician_id or episode.owner_id
            if episode.state is not EpisodeState.CLOSED or author is None:
                return 0
            closure = uow.closures.of_episode(episode_id)
            resources = self._admission_of(uow).resources(episode_id, self._ctx.clock.now())
        summary = closure.form.summary if closure is not None else DischargeSummary()
        at = episode.closed_at or self._ctx.clock.now()
        document = admission_document(episode, resources, summary, author, at, self._naming)
        errors = self._checker.errors(parse(written(document)))
        if errors:
            _LOG.warning("the document of an admission is not written: %s %s", errors[0].path, errors[0].rule)
            return 0
        write_document(document, self._folder)
        return 1


def admission_document(
    episode: Episode,
    resources: Sequence[Resource],
    summary: DischargeSummary,
    author: StaffId,
    at: datetime,
    naming: Naming,
) -> Resource:
    """The document of an admission: that of a transfer for one that ended in a hospital, else that of a discharge;
    pictures and papers are not in it."""
    told = [each for each in resources if not is_note(each)]
    by_name = {f"{each['resourceType']}/{each['id']}": each for each in told}
    first = [
        by_name.pop(f"Patient/{local_id(episode.patient_id)}"),
        by_name.pop(f"EpisodeOfCare/{local_id(episode.episode_id)}"),
        by_name.pop(f"Encounter/{local_id(episode.episode_id)}"),
    ]
    kind: DocumentKind = TRANSFER if episode.outcome is Outcome.HOSPITAL_TRANSFER else DISCHARGE
    return document_bundle(
        kind, episode, summary, (first[0], first[1], first[2]), tuple(by_name.values()), author, at, naming
    )


def write_document(document: Resource, folder: Path) -> Path:
    """Put a document in a folder, whole or not at all, readable by its owner only. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{document['id']}.json"
    beside = path.with_suffix(".part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(written(document))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return path
