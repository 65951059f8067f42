"""A questionnaire as it is asked: how first, then one question after the other, then everything once more; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hah_console.domain.chart.questionnaire import Answered, Item, Questionnaire, Total, total_of

HOW = "answered"
"""The field of a draft that says how the answers come."""
WAYS = (Answered.TELEPHONE, Answered.VISIT, Answered.PATIENT)


@dataclass(slots=True)
class Asking:
    """``step`` 0 asks how, the last step looks over everything; ``points`` has only what was answered."""

    questionnaire: Questionnaire
    points: dict[str, int] = field(default_factory=dict)
    answered: Answered | None = None
    step: int = 0

    @property
    def last(self) -> int:
        """The step at which everything is looked over."""
        return len(self.questionnaire.items) + 1

    @property
    def item(self) -> Item | None:
        """The question asked now; None at the first and the last step."""
        return self.questionnaire.items[self.step - 1] if 0 < self.step < self.last else None

    @property
    def looking_over(self) -> bool:
        """Whether everything has been asked."""
        return self.step == self.last

    @property
    def total(self) -> Total:
        """The sum so far, with bounds."""
        return total_of(self.points, self.questionnaire)

    def choices(self) -> tuple[int, ...]:
        """The digits that may be pressed now."""
        item = self.item
        if item is not None:
            return item.points
        return tuple(range(1, len(WAYS) + 1)) if self.step == 0 else ()

    def choose(self, digit: int) -> bool:
        """Answer with a digit and go on; False when this question has no such answer."""
        if digit not in self.choices():
            return False
        item = self.item
        if item is None:
            self.answered = WAYS[digit - 1]
        else:
            self.points[item.code] = digit
        self.step += 1
        return True

    def skip(self) -> bool:
        """Leave a question open and go on; False where there is none."""
        item = self.item
        if item is None:
            return False
        self.points.pop(item.code, None)
        self.step += 1
        return True

    def back(self) -> bool:
        """To the question before; False at the first."""
        if self.step == 0:
            return False
        self.step -= 1
        return True

    def go_to(self, code: str) -> None:
        """To one question, from the look over everything."""
        if code == HOW:
            self.step = 0
        for position, item in enumerate(self.questionnaire.items, start=1):
            if item.code == code:
                self.step = position

    def chosen(self) -> int | None:
        """The digit given to the question asked now."""
        item = self.item
        if item is not None:
            return self.points.get(item.code)
        return WAYS.index(self.answered) + 1 if self.step == 0 and self.answered is not None else None

    def fields(self) -> dict[str, str]:
        """As a draft keeps it."""
        how = {HOW: self.answered.value} if self.answered is not None else {}
        return how | {code: str(points) for code, points in self.points.items()}

    def restore(self, fields: Mapping[str, str]) -> None:
        """From a draft; what the questionnaire no longer has is left out. The first open question comes next."""
        self.answered = next((way for way in WAYS if way.value == fields.get(HOW)), None)
        for item in self.questionnaire.items:
            told = fields.get(item.code, "")
            if told.isdecimal() and int(told) in item.points:
                self.points[item.code] = int(told)
        open_codes = [item.code for item in self.questionnaire.items if item.code not in self.points]
        self.step = 0 if self.answered is None else self.last
        if self.answered is not None and open_codes:
            self.go_to(open_codes[0])
