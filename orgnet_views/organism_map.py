"""An organism map as a picture that needs no script: SVG, coloured and shaped by kind.

Tiles and marks are those of js/core/tiles.js and js/draw/organism.js; the page lays the tiles out.
"""

from collections.abc import Iterator, Sequence
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np

from orgnet_core.fixpoints import Kind
from orgnet_views.kinds import KIND_STYLES

Layers = Sequence[tuple[int, int]]  # (cells, edges per cell) of each layer
WIDTH, HEIGHT = 180, 150  # pixels, about what the tiles of a map take
SMALLEST, LARGEST = 0.5, 16.0  # pixels, of a mark's side
SHAPED = 5  # pixels; shapes of a smaller side could not be told apart
# In a square from 0 to 100; how each kind looks in js/draw/marks.js.
SHAPES = {
    Kind.SELF_REPLICATOR: "M4 50a46 46 0 1 0 92 0a46 46 0 1 0-92 0z",
    Kind.OTHER: "M50 4L96 50L50 96L4 50z",
    Kind.ZERO: "M13 13H87V87H13z",
    Kind.SECONDARY: "M50 4L96 87H4z",
    Kind.DIVERGENT: "M4 20L20 4L50 34L80 4L96 20L66 50L96 80L80 96L50 66L20 96L4 80L34 50z",
}
# Once in a page that has such maps.
STYLE = "".join(f".k{kind}{{fill:{style.colour}}}" for kind, style in KIND_STYLES.items())
SYMBOLS = "".join(
    f'<symbol id="k{kind:d}" viewBox="0 0 100 100"><path class="k{kind:d}" d="{path}"/></symbol>'
    for kind, path in SHAPES.items()
)


class Tile(NamedTuple):
    """Marks numbered row by row, from `first` on."""

    rows: int
    columns: int
    first: int
    marks: int


def tiles_of(layers: Layers, grid: tuple[int, int] | None, every: int = 1) -> Iterator[Tile]:
    """Of a first layer that reads a picture of `grid` (rows, columns) a tile for each cell, of any
    other layer one with a row for each cell; of a large organism, where only every k-th particle
    has a mark, a plain block for each layer."""
    particles = first = 0
    for layer, (cells, edges) in enumerate(layers):
        particles += cells * edges
        marks = ceil(particles / every) - first
        if every > 1:
            columns = ceil(sqrt(2 * marks))
            yield Tile(ceil(marks / columns), columns, first, marks)
        elif layer == 0 and grid:
            yield from (Tile(*grid, first + cell * edges, edges) for cell in range(cells))
        else:
            yield Tile(cells, edges, first, marks)
        first += marks


def map_svg(tiles: Sequence[Tile], kinds: np.ndarray) -> str:
    """An SVG for each tile, to be laid out like words; `kinds` is uint8 [marks]."""
    side = _side(tiles)
    return "".join(_tile_svg(tile, kinds[tile.first :][: tile.marks], side) for tile in tiles)


def map_picture(tiles: Sequence[Tile], kinds: np.ndarray) -> str:
    """The tiles as one SVG that needs nothing around it, laid out like words in lines."""
    side = _side(tiles)
    drawn: list[str] = []
    x = y = right = tallest = 0.0
    for tile in tiles:
        width, height = (tile.columns + 1) * side, (tile.rows + 1) * side
        if x and x + width > WIDTH:
            x, y, tallest = 0.0, y + tallest, 0.0
        picture = _tile_svg(tile, kinds[tile.first :][: tile.marks], side)
        drawn.append(f'<g transform="translate({x:g} {y:g})">{picture}</g>')
        x, tallest = x + width, max(tallest, height)
        right = max(right, x)
    box = f'viewBox="0 0 {right:g} {y + tallest:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
        f"<style>{STYLE}</style>{SYMBOLS}{''.join(drawn)}</svg>"
    )


def _side(tiles: Sequence[Tile]) -> float:
    """Pixels of a mark's side at which all tiles about fill their room."""
    area = sum((tile.rows + 1) * (tile.columns + 1) for tile in tiles)
    fitting = min(sqrt(WIDTH * HEIGHT / area), WIDTH / max(tile.columns for tile in tiles))
    return max(SMALLEST, min(LARGEST, fitting // 0.25 * 0.25))


def _tile_svg(tile: Tile, kinds: np.ndarray, side: float) -> str:
    inside = _shapes(tile, kinds) if side >= SHAPED else _squares(tile, kinds)
    box = f'viewBox="0 0 {tile.columns} {tile.rows}"'
    size = f'width="{tile.columns * side:g}" height="{tile.rows * side:g}"'
    return f"<svg {box} {size}>{inside}</svg>"


def _shapes(tile: Tile, kinds: np.ndarray) -> str:
    marks = (
        f'<use href="#k{kind}" x="{at % tile.columns}" y="{at // tile.columns}" '
        'width="1" height="1"/>'
        for at, kind in enumerate(kinds.tolist())
    )
    return "".join(marks)


def _squares(tile: Tile, kinds: np.ndarray) -> str:
    """Neighbours in a row that are of one kind make one rectangle."""
    paths: dict[int, list[str]] = {}
    rows = np.arange(tile.marks) // tile.columns
    is_new = np.append(True, (np.diff(kinds.astype(int)) != 0) | (np.diff(rows) != 0))
    starts = np.flatnonzero(is_new)
    lengths = np.diff(starts, append=tile.marks)
    for at, length in zip(starts.tolist(), lengths.tolist(), strict=True):
        x, y = at % tile.columns, at // tile.columns
        paths.setdefault(int(kinds[at]), []).append(f"M{x} {y}h{length}v1h-{length}z")
    return "".join(f'<path class="k{kind}" d="{"".join(d)}"/>' for kind, d in paths.items())
