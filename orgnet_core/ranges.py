"""Whole numbers as short text: 0-44_90 means 0 to 44 and 90. The grammar of particles and seeds."""

import re

LONGEST = 6000  # characters: many servers take no address longer than 8,000
# As in orgnet_views/js/core/ranges.js; commas are read because addresses once had them.
RANGES = "[0-9]{1,9}(-[0-9]{1,9})?([_,][0-9]{1,9}(-[0-9]{1,9})?)*"


def ranges_in(text: str) -> list[range]:
    """The ranges that the text names, in its order. Commas may stand for underscores.

    Raises ValueError for any other text, and for a range that runs backwards.
    """
    if len(text) > LONGEST or not re.fullmatch(RANGES, text):
        raise ValueError
    ends = (part.split("-") for part in re.split("[_,]", text))
    found = [range(int(end[0]), int(end[-1]) + 1) for end in ends]
    if not all(found):
        raise ValueError
    return found
