"""Reads what is typed into the command bar: unique prefixes of command words, or a patient's name; no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass

from hah_console.ui.actions import ActionSpec

PATIENT_ACTION = "patient.open"


@dataclass(frozen=True, slots=True)
class Typed:
    """``matches`` are the commands the word may still mean; ``chosen`` the one it means."""

    word: str
    argument: str
    matches: tuple[ActionSpec, ...]
    chosen: ActionSpec | None

    @property
    def patient_text(self) -> str:
        """The text to look for among the patients: the argument of ``pt``, or a line that is no command."""
        if self.chosen is not None:
            return self.argument if self.chosen.action_id == PATIENT_ACTION else ""
        return "" if self.matches else f"{self.word} {self.argument}".strip()


def read_line(line: str, specs: Iterable[ActionSpec]) -> Typed:
    """Split a line and find its command: an exact word wins, else a prefix that only one command has."""
    word, _, argument = line.strip().removeprefix("/").strip().partition(" ")
    word = word.casefold()
    commands = tuple(spec for spec in specs if spec.command)
    exact = tuple(spec for spec in commands if spec.command == word)
    matches = exact or tuple(spec for spec in commands if spec.command.startswith(word))
    return Typed(word, argument.strip(), matches, matches[0] if len(matches) == 1 and word else None)
