"""The names of alarm rules; no Qt."""

from hah_console.ui.i18n import Texts


# i18n: rules.rule.*
def rule_name(texts: Texts, rule_id: str) -> str:
    """The name of a rule that came with the program; the id of one a site has written."""
    return texts(key) if texts.has(key := f"rules.rule.{rule_id}") else rule_id


def rule_about(texts: Texts, rule_id: str, subject: str) -> str:
    """The name of a rule with what it is about, unless the name says so already."""
    about, name = texts.word("words.subject", subject), rule_name(texts, rule_id)
    return name if about in name else f"{about} {name}"
