"""Where a particle sits in its organism, in numbers and in words."""

from orgnet_core.config import RunConfig
from orgnet_core.tasks import TASKS, Picture


def position(config: RunConfig, particle: int) -> tuple[int, int, int]:
    """(layer, cell, edge) of a particle, from 0."""
    layer, cell, edge = (int(of_all[particle]) for of_all in config.organism.positions())
    return layer, cell, edge


def describe_position(config: RunConfig, particle: int) -> str:
    """As everywhere on the pages, counted from 1: layer 1, cell 2, pixel row 3, column 4."""
    (layer, cell, edge), picture = position(config, particle), TASKS[config.task].picture
    words = f"layer {layer + 1}, cell {cell + 1}, "
    if layer or picture is None:
        return f"{words}edge {edge + 1}"
    return f"{words}pixel {describe_pixel(picture, edge)}"


def describe_pixel(picture: Picture, edge: int) -> str:
    """Counted from 1: row 3, column 4; of a colour picture row 3, column 4, green."""
    row, column = divmod(edge, picture.grid[1])
    channel, column = divmod(column, picture.grid[1] // max(1, len(picture.channels)))
    words = f"row {row + 1}, column {column + 1}"
    return f"{words}, {picture.channels[channel]}" if picture.channels else words
