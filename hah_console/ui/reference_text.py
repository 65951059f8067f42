"""A reference to a resource as people say it: what it is, and its number; no Qt."""

from hah_console.ui.i18n import Texts


def reference_words(texts: Texts, reference: str) -> str:
    """``Observation/l1`` as "value l1"; anything else as it is.  # i18n: exchange.kind.*"""
    kind, slash, number = reference.partition("/")
    return f"{texts.word('exchange.kind', kind)} {number}".strip() if slash else reference
