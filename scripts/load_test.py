"""Thirty viewers watch one run while it trains; five visitors wait in line behind one place.

python -m scripts.load_test [--viewers N] [--seconds N]: two minutes for `make load-test`, which
wants a machine that does nothing else. The viewers are asyncio tasks of this process, so they
share the machine's cores with the server and its trainer: training loses to both. Every viewer
asks for new frames and where the run stands as often as the page does.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from contextlib import AsyncExitStack
from itertools import chain
from pathlib import Path
from statistics import mean
from time import monotonic

import numpy as np

from orgnet_core.presets import PRESETS
from scripts.serving import serving
from scripts.visitor import Visitor

MOST_WAIT = 0.2  # seconds, for 95 of 100 answers
LEAST_SPEED = 0.8  # of the unwatched speed
UNWATCHED = 20  # seconds for which the speed is measured, before and after
FRAMES_PAUSE = 0.35  # seconds from new frames to asking for more, as in js/core/store.js
QUEUED = 5
PATIENCE = 600  # seconds; only a failure takes that long
WATCHED = PRESETS["mnist15"].config.changed({"epochs": 5000})
WATCHED_RUN = f"preset=mnist15&epochs={WATCHED.epochs}"
QUEUED_RUN = "preset=addition&epochs=200"


async def speed(player: Visitor, seconds: float) -> float:
    """Batches trained per second by the clock, for the next seconds."""
    before, start = await trained(player), monotonic()
    await asyncio.sleep(seconds)
    return (await trained(player) - before) / (monotonic() - start)


async def trained(player: Visitor) -> float:
    """Batches that the run has trained, recorded or not."""
    await player.fetch()
    return player.status["share"] * WATCHED.steps


async def follow(viewer: Visitor, seconds: float) -> list[float]:
    """Fetch the frames of a growing run as its page does; how long each time took."""
    until, waits = monotonic() + seconds, []
    while monotonic() < until:
        waits.append(await viewer.fetch())
        await asyncio.sleep(FRAMES_PAUSE)
    return waits


async def crowd(url: str, player: Visitor, viewers: int, seconds: int) -> tuple[float, list[float]]:
    """(speed watched, waits for frames) while that many look on."""
    async with AsyncExitStack() as tabs:
        all_viewers = [await tabs.enter_async_context(Visitor(url)) for _ in range(viewers)]
        for viewer in all_viewers:
            await viewer.visit(f"run={player.run}")
            await viewer.fetch()  # what there was before it came
        follows = [follow(one, seconds) for one in all_viewers]
        watched, *waits = await asyncio.gather(speed(player, seconds), *follows)
    return watched, [*chain(*waits)]


async def queue(url: str) -> float:
    """Visitors press Play at once and look until their runs are finished; the seconds it took."""

    async def grow(seed: int) -> None:
        async with Visitor(url) as visitor:
            await visitor.visit(f"{QUEUED_RUN}&seed={seed}")
            await visitor.press("play")
            async with asyncio.timeout(PATIENCE):
                while visitor.waits:
                    await asyncio.sleep(1)
                    await visitor.fetch()
            assert visitor.says("Finished"), visitor.sentence

    start = monotonic()
    await asyncio.gather(*map(grow, range(QUEUED)))
    return monotonic() - start


def verdict(words: str, holds: bool) -> bool:
    print(f"{'holds ' if holds else 'MISSED'}  {words}", flush=True)
    return holds


def waits(seconds: list[float]) -> bool:
    middle, high = np.quantile(seconds, (0.5, 0.95))
    words = f"new frames: median {1000 * middle:.0f} ms, 95 % within {1000 * high:.0f} ms"
    return verdict(f"{words} of {len(seconds):,}; at most 200 ms", high <= MOST_WAIT)


async def test(url: str, viewers: int, seconds: int) -> bool:
    """Whether everything holds. Whatever goes wrong on a page is raised."""
    print(f"load average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores, viewers included")
    async with Visitor(url) as player:
        await player.play(WATCHED_RUN)
        before = await speed(player, UNWATCHED)
        watched, frames = await crowd(url, player, viewers, seconds)
        after = await speed(player, UNWATCHED)
        await player.press("stop")
    share = watched / mean((before, after))
    held = [
        waits(frames),
        verdict(
            f"training: {watched:.0f} batches/s with {viewers} viewers, {before:.0f} and "
            f"{after:.0f} without: {share:.0%}; at least {LEAST_SPEED:.0%}",
            share >= LEAST_SPEED,
        ),
        verdict(f"{QUEUED} runs behind one place: finished in {await queue(url):.0f} s", True),
    ]
    return all(held)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--viewers", type=int, default=30)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, serving(Path(home), slots=1) as server:
        return int(not asyncio.run(test(server.url, options.viewers, options.seconds)))


if __name__ == "__main__":
    sys.exit(main())
