"""How the pictures of a set were made of what people wrote: what a drawing has to go through to be
one of them."""

from typing import Literal, NamedTuple


class Preparation(NamedTuple):
    """What was drawn is fitted into a box of a square field, the field shrunk to the set's size.

    The box is filled in one direction at least; across it the drawing keeps its proportions, or is
    widened by `stretch` at most to fill that too. Then it is moved by whole pixels of the field:
    until its centre of mass, or the centre of its own frame, is the field's.
    """

    field: int  # pixels a side
    box: tuple[int, int]  # (rows, columns), in pixels of the field
    stretch: float  # 1: proportions are kept
    centre: Literal["mass", "frame"]
    shrinking: Literal["bilinear", "area"]  # bilinear with antialiasing, or means of blocks
    side: int  # pixels a side of the set's pictures


def as_mnist(side: int) -> Preparation:
    """LeCun, Bottou, Bengio and Haffner (1998): a box of 20×20 with antialiasing, by centre of mass
    in 28×28; at another side shrunk as `shrink` does."""
    return Preparation(28, (20, 20), 1, "mass", "bilinear", side)


def as_fashion(side: int) -> Preparation:
    """Xiao, Rasul and Vollgraf (2017): the longer edge at 28 pixels, the other in the middle."""
    return Preparation(28, (28, 28), 1, "frame", "bilinear", side)


def as_digits() -> Preparation:
    """Of 32×32 dots, counted in blocks of 4×4. All of the set's digits are 32 dots high, most about
    20 wide, a narrow 1 less."""
    return Preparation(32, (32, 20), 2, "frame", "area", 8)
