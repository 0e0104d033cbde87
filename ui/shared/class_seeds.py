"""A class as a sweep: of one organism each visitor gets a seed of their own, and may grow it.

In the store it is a sweep like any other, of the seeds that were handed out. Who has which seed
is kept in this process, as the lecture is; the runs are their growers', in line as any of theirs.
"""

from secrets import token_hex
from threading import Lock
from typing import NamedTuple

from orgnet_core.errors import LabError
from orgnet_core.runs.access import Access
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.state import State
from orgnet_core.runs.store.sweeps import SweepRecord, lock_name
from orgnet_core.settings import Settings
from orgnet_core.sweeps.grid import SEED, Grid

SEEDS = 2**32  # that there are


class Mine(NamedTuple):
    """A visitor's seed, None where all are taken; their run, once there is one, and its state."""

    seed: int | None
    run: str | None = None
    state: State = State.READY


class ClassSeeds:
    """May be used from any thread."""

    def __init__(self, registry: Registry, shown: Run):
        """Of the organism `shown`; its own seed is the first, the next are for who asks.

        Raises LabError where it may not be grown from the pages, or nothing can be kept.
        """
        if shown.origin.lifted is not None:
            raise LabError("An organism lifted from a file has no seeds to hand out.")
        settings = Settings()
        settings.limits.check(shown.config)
        self.id, self.config, self.preset = token_hex(4), shown.config, shown.preset
        self.most = settings.max_sweep  # seeds to hand out
        self._registry, self._lock = registry, Lock()
        self._mine: dict[str, Mine] = {}  # by visitor
        self._growing: dict[str, Run] = {}  # likewise, while they are not over
        self._right = registry.store.lock(lock_name(self.id))
        registry.store.sweeps.keep(SweepRecord(self.id, self.preset, self._grid(0)))

    def of(self, visitor: str) -> Mine:
        """Always the same seed for the same visitor. Raises StoreError."""
        with self._lock:
            if visitor not in self._mine:
                self._mine[visitor] = self._hand_out()
            run = self._growing.get(visitor)
            if run is not None:
                self._mine[visitor] = self._mine[visitor]._replace(run=run.id, state=run.state)
                if not run.state.is_open:
                    del self._growing[visitor]
            return self._mine[visitor]

    def grow(self, visitor: str) -> Mine:
        """Have the visitor's run grow, when it is its turn. Raises LabError with what is in the
        way."""
        mine = self.of(visitor)
        if mine.seed is None:
            raise LabError(f"All {self.most:,} seeds are taken.")
        with self._lock:
            run = self._growing[visitor] = self._run(mine, visitor)
        run.rests_unwatched = False  # a phone sleeps before an organism is grown
        run.play()
        if run.state is State.READY and run.message:
            raise LabError(run.message)
        return self.of(visitor)

    def close(self) -> None:
        """No seed is handed out any more; what grows goes on."""
        self._right.release()

    def _hand_out(self) -> Mine:
        count = 1 + sum(mine.seed is not None for mine in self._mine.values())
        if count > self.most:
            return Mine(None)
        self._registry.store.sweeps.widen(self.id, self._grid(count))
        return Mine(self._seed(count))

    def _run(self, mine: Mine, visitor: str) -> Run:
        found = self._registry.get(mine.run) if mine.run else None
        config = self.config.changed({SEED: mine.seed})
        return found or self._registry.create(config, self.preset, Access.of(visitor))

    def _grid(self, count: int) -> str:
        """With so many seeds that are handed out."""
        return Grid(self.config, {SEED: [self._seed(i) for i in range(count + 1)]}).to_json()

    def _seed(self, number: int) -> int:
        return (self.config.seed + number) % SEEDS
