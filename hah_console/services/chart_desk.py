"""What a desk needs to write, sign and ask: the check of passwords, questionnaires and snippets."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hah_console.domain.chart.questionnaire import Questionnaire
from hah_console.domain.chart.snippet import SnippetPack
from hah_console.services.ports import PasswordHasher


@dataclass(frozen=True, slots=True)
class ChartDesk:
    """``questionnaires`` by id; ``snippets`` by language."""

    hasher: PasswordHasher
    questionnaires: Mapping[str, Questionnaire] = field(default_factory=dict)
    snippets: Mapping[str, SnippetPack] = field(default_factory=dict)
