"""Visitors open links to the largest organism that is allowed, and leave: that must cost nothing.

python -m scripts.links_test [--links N]: two hundred for `make links-test`, four at a time, each
with another seed. What counts is the resident memory afterwards over that after the first visit,
once the server is warm.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from orgnet_core.config import SettingsError
from orgnet_core.presets import PRESETS
from orgnet_core.settings import Settings
from scripts.serving import Server, serving
from scripts.soak import resident_bytes
from scripts.visitor import Visitor

MOST_BYTES = 300_000_000
VISITORS = 4
STEADY, STILL = 10, 5_000_000  # a server that is warm: seconds in which it grows by fewer bytes
LONGEST = 180  # seconds until it is
LARGEST = "preset=mnist15&dtype=float64&hidden=400,20"  # of the default limits


def check_that_it_is_the_largest() -> None:
    """Raises SettingsError if it is not allowed; AssertionError if much more is."""
    config = PRESETS["mnist15"].config.changed({"dtype": "float64", "hidden": "400,20"})
    Settings().limits.check(config)
    try:
        Settings().limits.check(config.changed({"hidden": "420,20"}))
    except SettingsError:
        return
    raise AssertionError("This server allows larger organisms than these links ask for.")


async def open_links(server: Server, seeds: list[int]) -> None:
    """Open the links with these seeds, one after another, each in a session of its own."""
    for seed in seeds:
        async with Visitor(server.url) as visitor:
            await visitor.visit(f"{LARGEST}&seed={seed}")
            await visitor.fetch()


async def steady_bytes(server: Server) -> int:
    """Its memory once it has been warmed up, which it is while nobody asks for anything.
    Raises TimeoutError."""
    sizes = [resident_bytes(server.pid)]
    for _ in range(LONGEST):
        await asyncio.sleep(1)
        sizes.append(resident_bytes(server.pid))
        if len(sizes) > STEADY and sizes[-1] - sizes[-1 - STEADY] <= STILL:
            return sizes[-1]
    raise TimeoutError(f"The server's memory still grew after {LONGEST} s.")


async def added(server: Server, links: int) -> int:
    """Bytes of memory that so many links add."""
    await open_links(server, [0])
    before = await steady_bytes(server)
    print(f"{before / 1e6:,.0f} MB after the first link", flush=True)
    shares = [[*range(first, links + 1, VISITORS)] for first in range(1, VISITORS + 1)]
    await asyncio.gather(*(open_links(server, share) for share in shares))
    return resident_bytes(server.pid) - before


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--links", type=int, default=200)
    options = parser.parse_args()
    check_that_it_is_the_largest()
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as server:
        more = asyncio.run(added(server, options.links))
    print(f"{options.links} links: {more / 1e6:+,.0f} MB, at most {MOST_BYTES / 1e6:+,.0f} MB")
    return int(more > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
