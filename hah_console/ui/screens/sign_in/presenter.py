"""Decides what the sign-in form says; no Qt."""

from dataclasses import dataclass

from hah_console.ui.i18n import Texts


def caps_lock_seems_on(text: str, *, shift: bool) -> bool | None:
    """Whether the letter just typed shows that caps lock is on; None when it tells nothing."""
    if len(text) != 1 or not text.isascii() or not text.isalpha():
        return None
    return text.isupper() != shift


@dataclass(slots=True)
class SignInPresenter:
    """What the form says."""

    texts: Texts

    def missing(self, name: str, password: str) -> str:
        """The sentence for a form that is not complete, empty when it is."""
        if not name.strip():
            return self.texts("signin.name_missing")
        return "" if password else self.texts("signin.password_missing")

    def failed(self, error: Exception) -> str:
        """The sentence after a refused sign-in."""
        return self.texts.error(error)
