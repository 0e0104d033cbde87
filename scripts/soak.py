"""Visitors come and go for a long while; the server's memory must not grow with them.

python -m scripts.soak [--minutes N] [--csv FILE] [--seed N]: ten minutes for `make soak`. Each of
five visitors opens a page, grows a run or looks at somebody else's, reads other pages about it,
and comes back in another session. The first minutes are warm-up: caches fill, and Streamlit keeps
sessions that left, and the Lab runs that are over, until there are as many as there will be. What
counts is the median of the resident memory in the last fifth of the rest over that in the first.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median

from scripts.serving import serving
from scripts.visitor import Visitor
from ui.server import early

VIEWERS = 5
MOST_GROWTH = 0.10
WARM_UP = 4  # minutes; Streamlit keeps sessions for two
SAMPLE = 5.0  # seconds between two looks at the memory
GROWN = {  # what is grown and how often, in a hundred
    "preset=mnist15-quick": 40,
    "preset=addition": 45,
    "preset=mnist15": 15,  # takes long: its visitor stops it
}
ATTENTION = 30  # seconds that a visitor looks at one run, at most
PAGES = [name for name in early.PAGES if name]  # all but the Lab


class Soak:
    """What the visitors do until the time is over, and what went wrong."""

    def __init__(self, url: str, seconds: float, seed: int):
        self.url, self.until, self.seed = url, time.monotonic() + seconds, seed
        self.runs: deque[str] = deque(maxlen=VIEWERS)  # the latest ones
        self.did, self.errors = Counter(), []

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.until

    async def live(self, number: int) -> None:
        """One visitor, session after session."""
        chance = random.Random(f"{self.seed} {number}")
        while not self.is_over:
            try:
                async with Visitor(self.url) as visitor:
                    await self._session(visitor, chance)
            except Exception as error:  # whatever goes wrong counts, and the soak goes on
                self.errors.append(f"{type(error).__name__}: {error}")
            self.did["sessions"] += 1
            await asyncio.sleep(chance.uniform(0, 3))

    async def _session(self, visitor: Visitor, chance: random.Random) -> None:
        grows = not self.runs or chance.random() < 0.6
        if grows:
            (query,) = chance.choices([*GROWN], [*GROWN.values()])
            await visitor.visit(f"{query}&seed={chance.randrange(10**6)}")
            await visitor.press("play")
            self.runs.append(visitor.run)
            self.did["runs"] += 1
        else:
            await visitor.visit(f"run={chance.choice(self.runs)}")
        await self._look(visitor, chance.uniform(5, ATTENTION))
        if grows and "stop" in visitor.buttons:
            await visitor.press("stop")
        for page in chance.sample(PAGES, chance.randrange(3)):
            await visitor.visit(f"run={visitor.run}", page)
            await visitor.tick()
            self.did["other pages"] += 1
            await asyncio.sleep(1)

    async def _look(self, visitor: Visitor, seconds: float) -> None:
        """Watch the run until it is over, or long enough."""
        await visitor.fetch()
        until = min(self.until, time.monotonic() + seconds)
        while visitor.waits and time.monotonic() < until:
            await asyncio.sleep(1)
            await visitor.fetch()
            self.did["looks"] += 1


async def measure(soak: Soak, pid: int) -> AsyncIterator[tuple[float, int]]:
    """(seconds since the start, bytes that the server has in memory), every few seconds."""
    start = time.monotonic()
    while not soak.is_over:
        yield time.monotonic() - start, resident_bytes(pid)
        await asyncio.sleep(SAMPLE)


def resident_bytes(pid: int) -> int:
    """What that process has in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def watch(soak: Soak, pid: int, csv: Path | None) -> list[int]:
    """Memory in bytes from the start to the end; a line a minute says how it goes."""
    sizes, minute = [], 0
    with (csv or Path(os.devnull)).open("w", buffering=1) as file:
        file.write("seconds,resident_bytes\n")
        async for seconds, size in measure(soak, pid):
            sizes.append(size)
            file.write(f"{seconds:.1f},{size}\n")
            if seconds >= 60 * minute:
                did = ", ".join(f"{count:,} {what}" for what, count in soak.did.items())
                print(f"{minute:3} min: {size / 1e6:,.0f} MB; {did or 'nobody yet'}", flush=True)
                minute += 1
    return sizes


def growth(sizes: list[int]) -> tuple[float, float]:
    """Median memory in the first and in the last fifth of the time after warm-up, in bytes."""
    warm = sizes[int(60 * WARM_UP / SAMPLE) :]
    fifth = len(warm) // 5
    return median(warm[:fifth]), median(warm[-fifth:])


async def soaked(url: str, pid: int, options: argparse.Namespace) -> int:
    """Exit status: 0 if memory stayed what it was and no visitor met an error."""
    soak = Soak(url, 60 * options.minutes, options.seed)
    lives = [soak.live(number) for number in range(VIEWERS)]
    sizes, *_ = await asyncio.gather(watch(soak, pid, options.csv), *lives)
    before, after = growth(sizes)
    print(
        f"seed {options.seed}: {before / 1e6:,.0f} MB after warm-up, {after / 1e6:,.0f} MB at the "
        f"end: {after / before - 1:+.1%}, at most {MOST_GROWTH:+.0%}; errors: {len(soak.errors)}"
    )
    print(*soak.errors, sep="\n", end="")
    return int(after > before * (1 + MOST_GROWTH) or bool(soak.errors))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--csv", type=Path, help="where to write what was measured")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    if options.minutes < WARM_UP + 1:
        parser.error(f"--minutes must be at least {WARM_UP + 1}, of which {WARM_UP} are warm-up.")
    with tempfile.TemporaryDirectory() as home, serving(Path(home), slots=1) as server:
        return asyncio.run(soaked(server.url, server.pid, options))


if __name__ == "__main__":
    sys.exit(main())
