"""The questionnaires and snippets that come with the program, and the check of passwords, for the desk."""

from hah_console.adapters.rulepacks.questionnaires import load_questionnaires
from hah_console.adapters.rulepacks.snippets import load_snippets
from hah_console.app.resources import resource_path
from hah_console.services.chart_desk import ChartDesk
from hah_console.services.ports import PasswordHasher


def chart_desk(hasher: PasswordHasher) -> ChartDesk:
    """What is needed to write, sign and ask; raises RulePackInvalid with file, line and key."""
    return ChartDesk(
        hasher, load_questionnaires(resource_path("questionnaires")), load_snippets(resource_path("snippets"))
    )
