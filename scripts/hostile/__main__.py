"""Attacks a real dashboard: hostile requests, addresses and messages. Prints what it found.

python -m scripts.hostile [--seed N] [--minutes N]: exits with 1 on any finding. The same seed sends
the same; what does not fit into the time is left out.
"""

import argparse
import asyncio
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import monotonic

from orgnet_core.runs.store import Store
from scripts.hostile import messages
from scripts.hostile.requests import bombard
from scripts.hostile.words import faults
from scripts.serving import Server, serving, wait_until_healthy
from scripts.visitor import Visitor

OWNERS = "preset=addition&epochs=10000&seed=3"


async def attack(server: Server, seed: int, seconds: float) -> dict[str, tuple[int, list[str]]]:
    """What was sent at a server, each kind with how many and what was found."""
    url, start = server.url, monotonic()
    host = url.partition("://")[2]
    done: dict[str, tuple[int, list[str]]] = {}
    async with Visitor(url) as owner:
        await owner.visit(OWNERS)
        await owner.press("play")
        secrets = key_of(server, owner.run), f"{server.home}"
        done["requests"] = await bombard(host, owner.run, seed, start + seconds * 0.4, *secrets)
        done["broken messages"] = await messages.garbage(url, seed, *secrets)
        until = start + seconds * 0.65
        done["addresses"] = await messages.look(url, seed, until, *secrets)
        left = len(messages.PAGES)
        for page in messages.PAGES:
            until = monotonic() + (start + seconds - monotonic()) / left
            name = f"forged messages, {page or 'lab'}"
            done[name] = await messages.forged(url, owner.run, seed, until, page, *secrets)
            left -= 1
        await owner.fetch()
        changed = [] if owner.says("Training") else [f"the owner's run: {owner.sentence}"]
        await owner.press("stop")
    wait_until_healthy(url)
    return done | {"somebody else's run": (1, changed)}


def key_of(server: Server, run: str) -> str:
    """What gives control of a run to whoever knows it."""
    with closing(Store(server.home, make=False)) as store:
        record = store.run(run)
    assert record is not None and record.access is not None
    return record.access.key


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as home,
        serving(Path(home), is_attacked=True, slots=1, unwatched_pause=600) as server,
    ):
        done = asyncio.run(attack(server, options.seed, 60 * options.minutes))
        done["log"] = (1, sorted({*faults((server.home / "server.log").read_text())}))
    for name, (count, findings) in done.items():
        print(f"{'FOUND ' if findings else 'holds '} {name}: {count:,}, {len(findings)} findings")
        print(*(f"        {each}" for each in findings), sep="\n", end="\n" if findings else "")
    return int(any(findings for _, findings in done.values()))


if __name__ == "__main__":
    sys.exit(main())
