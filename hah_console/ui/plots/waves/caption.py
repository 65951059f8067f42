"""What stands beside each waveform: name, scale and age, and a sentence across it when it is not live; no Qt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WaveCaption:
    """``notice`` is written across the row and hatches it; empty while the waveform is live."""

    name: str
    scale: str
    age: str
    notice: str = ""

    @property
    def spoken(self) -> str:
        """The row as a sentence."""
        return " ".join(part for part in (self.name, self.scale, self.notice or self.age) if part)
