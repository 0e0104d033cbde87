"""Organism maps as pictures that need no script."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from orgnet_core.fixpoints import Kind
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.organism_map import SHAPED, SHAPES, STYLE, Tile, map_svg, tiles_of

CASES = json.loads((Path(__file__).parents[1] / "tiles.json").read_text(encoding="utf-8"))
PICTURES = list(tiles_of([(5, 225), (5, 5), (10, 5)], (15, 15)))  # of the paper's organism
SUMS = list(tiles_of([(2, 4), (1, 2)], None))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["layers"]))
def test_tiles_are_those_of_the_live_maps(case):
    found = tiles_of(case["layers"], case["grid"] and tuple(case["grid"]), case["every"])
    assert [list(tile) for tile in found] == case["tiles"]


def drawn(text: str) -> list[ElementTree.Element]:
    """The picture of each tile."""
    return list(ElementTree.fromstring(f"<all>{text}</all>"))


def test_of_a_large_map_every_mark_is_a_square_in_its_kinds_colour():
    kinds = np.random.default_rng(0).integers(0, 5, 1200).astype(np.uint8)
    tiles = drawn(map_svg(PICTURES, kinds))
    assert len(tiles) == 7
    found = np.full(1200, 9)
    for tile, picture in zip(PICTURES, tiles, strict=True):
        for path in picture:
            for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path.attrib["d"]):
                at = tile.first + int(y) * tile.columns + int(x)
                assert int(x) + int(length) <= tile.columns
                found[at : at + int(length)] = int(path.attrib["class"].removeprefix("k"))
    assert np.array_equal(found, kinds)


def test_of_a_small_map_every_mark_has_its_kinds_shape():
    kinds = np.arange(10, dtype=np.uint8) % 5
    marks = [mark for picture in drawn(map_svg(SUMS, kinds)) for mark in picture]
    assert [int(mark.attrib["href"].removeprefix("#k")) for mark in marks] == kinds.tolist()
    assert SHAPES.keys() == set(Kind)
    assert all(style.colour in STYLE for style in KIND_STYLES.values())


@pytest.mark.parametrize("tiles", [PICTURES, SUMS, [Tile(100, 200, 0, 20_000)]])
def test_a_map_takes_about_the_room_that_there_is_for_it(tiles):
    pictures = drawn(map_svg(tiles, np.zeros(tiles[-1].first + tiles[-1].marks, np.uint8)))
    sizes = [tuple(float(each.attrib[name]) for name in ("width", "height")) for each in pictures]
    assert sum(width * height for width, height in sizes) <= 180 * 150
    assert max(width for width, _ in sizes) <= 180
    if tiles is SUMS:
        assert sizes[0][0] / tiles[0].columns >= SHAPED
