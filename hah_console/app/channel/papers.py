"""Packs on paper, and dropped as files where a hospital fetches them."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock

from hah_console.adapters.documents.pdf_pack import pack_pdf
from hah_console.adapters.documents.pdf_style import Ink, load_ink, use_fonts
from hah_console.adapters.documents.whole_file import write_whole
from hah_console.app.channel.pack_words import PackWords
from hah_console.app.resources import resource_path
from hah_console.domain.pack_sheet import PackSheet
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.transfer import Side
from hah_console.domain.transfer_pack import TransferPack
from hah_console.services.context import Context
from hah_console.services.transfer_packs import PACK_FOLDER
from hah_console.ui.i18n import Texts

# i18n: pathway.side.*


@dataclass
class PackPapers:
    """Hospitals read 繁體中文 unless other texts are given. Any thread may ask; papers are made one after another."""

    ctx: Context
    rules: RulePacks
    texts: Texts = field(default_factory=Texts)
    _one: Lock = field(default_factory=Lock, repr=False)

    def sheet(self, pack: TransferPack) -> PackSheet:
        """A version in words."""
        with self.ctx.store() as uow:
            hospitals = {str(h.hospital_id): h.name for h in uow.hospitals.all()}
            exercise = uow.transfers.get(pack.transfer_id).exercise
        return PackWords(self.texts, self.rules, self.ctx.local, hospitals).sheet(pack, exercise=exercise)

    def pdf(self, pack: TransferPack) -> bytes:
        """A version as a document to print on A4."""
        texts = self.texts
        sides = (texts("pack.sign_line", side=texts.word("pathway.side", side)) for side in Side)
        sheet, lines = self.sheet(pack), (texts("pack.signatures"), *sides)
        with self._one:
            return pack_pdf(sheet, lines, self._ink)[0]

    def drop(self, pack: TransferPack) -> None:
        """The document and the same content as data into the site's folder. Raises HahError when it cannot be."""
        with self.ctx.store() as uow:
            folder = Path(uow.site.get(PACK_FOLDER)) / pack.hospital_id
        name = f"{pack.transfer_id}-v{pack.number}"
        write_whole(folder / f"{name}.json", _data(pack))
        write_whole(folder / f"{name}.pdf", self.pdf(pack))

    @cached_property
    def _ink(self) -> Ink:
        use_fonts(resource_path("fonts"))
        return load_ink(resource_path("themes", "light.json"))


def _data(pack: TransferPack) -> bytes:
    """The content as it was frozen, with its number and digest."""
    content = json.loads(pack.content.text())
    told = {
        "transfer_id": pack.transfer_id,
        "number": pack.number,
        "hospital_id": pack.hospital_id,
        "issued_at": pack.issued_at.isoformat(),
        "changed": list(pack.changed),
        "digest": pack.digest,
        **content,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
