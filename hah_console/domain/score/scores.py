"""Every score by its name: the tables in force and the function that counts each."""

from dataclasses import dataclass

from hah_console.domain.score.alt70 import alt70
from hah_console.domain.score.barthel import barthel
from hah_console.domain.score.cam import CamTable, cam
from hah_console.domain.score.crb65 import crb65
from hah_console.domain.score.curb65 import curb65
from hah_console.domain.score.eron import eron
from hah_console.domain.score.four_at import four_at
from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.lrinec import lrinec
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.psi import PsiTable, psi
from hah_console.domain.score.qsofa import qsofa
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.sirs import sirs
from hah_console.domain.score.sofa import SofaTable, sofa
from hah_console.domain.score.table import ScoreTable


@dataclass(frozen=True, slots=True)
class ScoreTables:
    """The tables in force; that of NEWS2 stands by itself in the rule packs."""

    qsofa: ScoreTable
    sirs: ScoreTable
    curb65: ScoreTable
    crb65: ScoreTable
    psi: PsiTable
    lrinec: ScoreTable
    alt70: ScoreTable
    eron: ScoreTable
    sofa: SofaTable
    four_at: ScoreTable
    cam: CamTable
    barthel: ScoreTable

    def table(self, name: ScoreName) -> ScoreTable:
        """The table of a score other than NEWS2."""
        table: ScoreTable = getattr(self, name.value)
        return table


_PLAIN = {
    ScoreName.QSOFA: qsofa,
    ScoreName.SIRS: sirs,
    ScoreName.CURB65: curb65,
    ScoreName.CRB65: crb65,
    ScoreName.LRINEC: lrinec,
    ScoreName.ALT70: alt70,
    ScoreName.ERON: eron,
    ScoreName.FOUR_AT: four_at,
    ScoreName.BARTHEL: barthel,
}


def score(name: ScoreName, inputs: Inputs, tables: ScoreTables) -> ScoreResult:
    """The result of a score other than NEWS2."""
    if name is ScoreName.PSI:
        return psi(inputs, tables.psi)
    if name is ScoreName.SOFA:
        return sofa(inputs, tables.sofa)
    if name is ScoreName.CAM:
        return cam(inputs, tables.cam)
    return _PLAIN[name](inputs, tables.table(name))
