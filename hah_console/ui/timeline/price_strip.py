"""What a change in hand costs and breaks, below the time line; it never shows an old price for a new place."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hah_console.ui.i18n import Texts
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX
from hah_console.ui.theme.theme import Theme
from hah_console.ui.timeline.words import SHOWN_RULES, PriceText
from hah_console.ui.widgets.row_list import write

HEIGHT, BRIEF, PAD, TOP, LINE, MARK = 52, 28, 10, 3, 22, 10


class PriceStrip(QWidget):
    """Two lines: what would be done with its total and its figures, and the rules; one where only a sentence is said
    and nothing is in hand. It takes room only while it says something: else that belongs to the rows above."""

    def __init__(self, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self._texts, self._theme = texts, theme
        self.head, self.price = "", PriceText((), "", (), ())
        self.computing = self._in_hand = False
        self.setObjectName("routes.price")
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def ask(self, head: str) -> None:
        """A new place: its price is being computed."""
        self.head, self.computing, self.price = head, True, PriceText((), "", (), ())
        self._describe()

    def show_price(self, head: str, price: PriceText) -> None:
        """The price of the place in hand."""
        self.head, self.computing, self.price = head, False, price
        self._describe()

    def say(self, sentence: str, *, in_hand: bool = False) -> None:
        """A sentence and no price; while something is in hand the next place will have one, so the room is kept."""
        self.head, self.computing, self.price, self._in_hand = sentence, False, PriceText((), "", (), ()), in_hand
        self._describe()

    @property
    def spoken(self) -> str:
        """Everything that stands here."""
        texts, price = self._texts, self.price
        if self.computing:
            return f"{self.head} {texts('dayline.computing')}"
        parts = [self.head, price.total, *price.parts]
        parts += self._listed("dayline.breaks", price.broken) + self._listed("dayline.mends", price.mended)
        return texts("routes.semicolon").join(part for part in parts if part)

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Other words or colours."""
        self._texts, self._theme = texts, theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colour, texts = QPainter(self), self._theme.color, self._texts
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour("surface"))
        first = QRect(PAD, TOP, self.width() - 2 * PAD, LINE)
        used = write(painter, first, self.head, colour("ink"), BODY_PX, bold=True)
        rest = first.adjusted(used + 14, 0, 0, 0)
        total = texts("dayline.computing") if self.computing else self.price.total
        used = write(
            painter, rest, total, colour("ink-2" if self.computing else "ink"), HEADING_PX, bold=not self.computing
        )
        figures = texts("dayline.between").join(self.price.parts)
        write(painter, rest.adjusted(used + 14, 0, 0, 0), figures, colour("ink"), BODY_PX)
        self._rules(painter, QRect(PAD, TOP + LINE, self.width() - 2 * PAD, LINE))

    def _rules(self, painter: QPainter, line: QRect) -> None:
        colour, texts = self._theme.color, self._texts
        shown = self._listed("dayline.breaks", self.price.broken)
        if shown:
            box = QRect(line.left(), line.center().y() - MARK // 2, MARK, MARK)
            painter.setPen(QPen(colour("ink"), 2.4))
            painter.drawLine(box.topLeft(), box.bottomRight())
            painter.drawLine(box.topRight(), box.bottomLeft())
            line = line.adjusted(MARK + 8, 0, 0, 0)
        elif self.price.total and not self.computing:
            shown = [texts("dayline.sound")]
        mended = self._listed("dayline.mends", self.price.mended)
        sentence = texts("routes.semicolon").join([*shown, *mended])
        write(painter, line, sentence, colour("ink"), BODY_PX, bold=bool(self.price.broken))

    def _listed(self, key: str, rules: tuple[str, ...]) -> list[str]:
        texts, more = self._texts, len(rules) - SHOWN_RULES
        listed = texts("routes.comma").join(rules[:SHOWN_RULES])
        listed += texts("routes.and_more", count=more) if more > 0 else ""
        return [texts(key, rule=listed)] if rules else []

    def _describe(self) -> None:
        self.setAccessibleName(self.spoken)
        self.setFixedHeight(HEIGHT if self.computing or self.price.total or self._in_hand else BRIEF)
        self.setVisible(self.computing or bool(self.head))
        self.update()
