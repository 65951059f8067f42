"""A plan as people change it by hand: who goes where, in which order. What that costs and breaks, told at once."""

from scheduling.hand.edit import Edit, EditRefused
from scheduling.hand.price import Figures, Price, price
from scheduling.hand.standing import Standing, opened, pinned

__all__ = ["Edit", "EditRefused", "Figures", "Price", "Standing", "opened", "pinned", "price"]
