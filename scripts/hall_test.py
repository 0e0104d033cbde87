"""Five hundred phones follow a lecture while the organism on screen trains and the lecturer seeks;
then they vote.

python -m scripts.hall_test [--followers N] [--seconds N]: two minutes for `make hall-test`, which
wants a machine that does nothing else, and says what else it did. Followers (scripts/phone.py) and
lecturer are asyncio tasks of this process, so they share the machine's cores with the server and
its trainer.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections import Counter
from itertools import chain
from pathlib import Path
from random import Random
from statistics import mean
from time import monotonic

import numpy as np
import uvloop

from scripts.load_test import WATCHED_RUN, speed, verdict
from scripts.phone import Hall, Phone
from scripts.serving import Server, serving
from scripts.soak import resident_bytes
from scripts.visitor import Visitor

UNWATCHED = 15  # seconds for which the speed is measured, before and after
ARRIVAL = 30  # seconds in which the followers open the link, one by one
SEEK = 0.25  # seconds between two moves of who drags the timeline, as in js/parts/lecturer.js
DRAGS, RESTS = 12, 8  # moves on end, then so many without
MOST_POSITION, MOST_FRAMES = 0.5, 1.0  # seconds, for 95 of 100
MOST_VOTE, MOST_RESULT = 0.5, 0.5  # likewise
QUESTION, OPTIONS = "useless", 3
BALLOT = 5.0  # seconds in which everyone votes, and every third changes their mind
LEAST_SPEED = 0.7  # of the unwatched speed
MOST_MEMORY = 150e6  # bytes more than without followers


async def lecture(hall: Hall, seconds: float) -> None:
    """Drag through what was recorded, rest at the newest, and so on."""
    until, count = monotonic() + seconds, 0
    while monotonic() < until:
        count += 1
        at = count % (DRAGS + RESTS)
        if at <= DRAGS:
            await hall.seek(None if at == DRAGS else at * hall.step // DRAGS)
        await asyncio.sleep(SEEK)


async def fill(hall: Hall, followers: int) -> list[Phone]:
    """Everyone comes, one after the other, and has what was recorded until then."""

    async def come(number: int) -> Phone:
        await asyncio.sleep(number * ARRIVAL / followers)
        phone = Phone(hall)
        await phone.open()
        return phone

    return await asyncio.gather(*(come(number) for number in range(followers)))


async def ballot(hall: Hall, phones: list[Phone]) -> bool:
    """Everyone votes on a question; whether all votes were counted, each phone's last one."""
    draw, last = Random(0), dict[Phone, int]()

    async def vote(phone: Phone, number: int) -> None:
        for _ in range(2 if number % 3 == 0 else 1):
            await asyncio.sleep(draw.random() * BALLOT / 2)
            last[phone] = draw.randrange(OPTIONS)
            await phone.vote(QUESTION, last[phone])

    await hall.put_question(QUESTION)
    await asyncio.gather(*(vote(phone, number) for number, phone in enumerate(phones)))
    found, chosen = await hall.votes(), Counter(last.values())
    await hall.reveal(QUESTION)
    async with asyncio.timeout(60):
        while not all(phone.results for phone in phones):
            await asyncio.sleep(SEEK)
    expected = [chosen[option] for option in range(OPTIONS)]
    return verdict(f"votes counted: {found} of {expected}", found == expected)


class OtherLoad:
    """How many cores all programs but these keep busy, from now on (Linux tells)."""

    def __init__(self, *own: int):
        self._own, self._began = own, monotonic()
        self._before = self._seconds()

    def _seconds(self) -> float:
        user, nice, system, _idle, _wait, irq, soft = map(int, _words("/proc/stat")[1:8])
        own = [_words(f"/proc/{pid}/stat") for pid in self._own]
        mine = sum(int(each[-39]) + int(each[-38]) for each in own)  # utime, stime
        return (user + nice + system + irq + soft - mine) / os.sysconf("SC_CLK_TCK")

    @property
    def cores(self) -> float:
        return (self._seconds() - self._before) / (monotonic() - self._began)


def _words(file: str) -> list[str]:
    return Path(file).read_text().partition("\n")[0].split()


async def speed_beside(others: OtherLoad, player: Visitor, seconds: float, when: str) -> float:
    """Batches trained per second by the clock; says what else the machine did."""
    found = await speed(player, seconds)
    busy = f"other programs kept {others.cores:.2f} of {os.cpu_count()} cores busy"
    print(f"{when}: {found:.0f} batches/s; {busy}", flush=True)
    return found


async def crowd(server: Server, player: Visitor, followers: int, seconds: float) -> tuple:
    """(speed watched, phones, bytes of memory that they took, whether all votes were counted)."""
    hall = await Hall.of(server.url, player.run)
    alone = resident_bytes(server.pid)
    looking = asyncio.create_task(hall.look())
    phones = await fill(hall, followers)
    print(f"all {followers} are there: {summary([phone.waited for phone in phones])}", flush=True)
    for phone in phones:
        phone.forget()
    others = OtherLoad(os.getpid(), server.pid)
    watched, _ = await asyncio.gather(
        speed_beside(others, player, seconds, "followed"), lecture(hall, seconds)
    )
    is_counted = await ballot(hall, phones)
    more = resident_bytes(server.pid) - alone
    looking.cancel()
    for phone in phones:
        await phone.close()
    own = await hall.recorded_bytes()  # the run's, followed or not
    print(f"memory: {alone / 1e6:.0f} MB, {more / 1e6:+.0f} MB, of them {own / 1e6:.0f} recorded")
    await hall.close()
    return watched, phones, more - own, is_counted


def summary(seconds: list[float]) -> str:
    middle, high = np.quantile(seconds, (0.5, 0.95))
    return f"median {1000 * middle:.0f} ms, 95 % within {1000 * high:.0f} ms, of {len(seconds):,}"


def waits(what: str, seconds: list[float], most: float) -> bool:
    words = f"{what}: {summary(seconds)}; at most {1000 * most:.0f} ms"
    return verdict(words, np.quantile(seconds, 0.95) <= most)


async def test(server: Server, followers: int, seconds: int) -> bool:
    """Whether everything holds. Whatever goes wrong with a follower is raised."""
    print(f"load average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores before training starts")
    async with Visitor(server.url) as player:
        await player.play(WATCHED_RUN)
        own = os.getpid(), server.pid
        before = await speed_beside(OtherLoad(*own), player, UNWATCHED, "before")
        watched, phones, memory, is_counted = await crowd(server, player, followers, seconds)
        after = await speed_beside(OtherLoad(*own), player, UNWATCHED, "after")
        await player.press("stop")
    share = watched / mean((before, after))
    return all(
        [
            waits("position", [*chain(*(each.positions for each in phones))], MOST_POSITION),
            waits("new frames", [*chain(*(each.frames for each in phones))], MOST_FRAMES),
            is_counted,
            waits("vote", [*chain(*(each.votes for each in phones))], MOST_VOTE),
            waits("result", [*chain(*(each.results for each in phones))], MOST_RESULT),
            verdict(
                f"training: {watched:.0f} batches/s with {followers} followers, {before:.0f} and "
                f"{after:.0f} without: {share:.0%}; at least {LEAST_SPEED:.0%}",
                share >= LEAST_SPEED,
            ),
            verdict(
                f"memory that followers take: {memory / 1e6:.0f} MB; "
                f"at most {MOST_MEMORY / 1e6:.0f} MB",
                memory <= MOST_MEMORY,
            ),
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--followers", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, serving(Path(home), slots=1) as server:
        return int(not uvloop.run(test(server, options.followers, options.seconds)))


if __name__ == "__main__":
    sys.exit(main())
