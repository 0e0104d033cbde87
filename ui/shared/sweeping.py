"""Sweeps grown from the pages: what is missing of one stands in line as runs of its visitor.

Only a few of a sweep's runs stand there at a time, and as one ends the next joins. So a sweep may
have more runs than a visitor may have waiting, its organisms take no memory before their turn is
near, and what the visitor plays meanwhile does not wait for the whole of it. They grow whether or
not somebody looks: who sweeps comes back later.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import cache
from threading import Event, Lock, Thread

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError, LabError
from orgnet_core.runs.access import Access
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store.locks import LockedElsewhere, RunLock
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.runs.store.sweeps import SweepRecord, lock_name
from orgnet_core.settings import Settings
from orgnet_core.sweeps.grid import Grid
from orgnet_core.sweeps.places import OVER, InStore
from ui.shared.registry import registry

log = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds that a sweep may take to end once its runs rest
KEEP = 50  # sweeps of which it is known why they stopped
Resumed = Callable[[RunRecord], bool]


class GrowingSweep:
    """A sweep that a visitor started. All methods may be called from any thread."""

    def __init__(
        self,
        sweep: str,
        visitor: str,
        missing: Iterable[RunConfig],
        run_of: Callable[[RunConfig], Run],
        right: RunLock,
    ):
        """`run_of` gives a run to play for each config that is `missing`; `right` is the right to
        grow the sweep, released when it is over."""
        self.id, self.access = sweep, Access.of(visitor)
        self.message = ""  # why it stopped before its end, where nobody stopped it
        self._left, self._runs = deque(missing), list[Run]()
        self._run_of, self._right = run_of, right
        self._changing, self._over, self._feeding = Lock(), Event(), 0

    def begin(self, at_once: int) -> None:
        """Keep so many of its runs in line until all have been there."""
        self._feeding = min(at_once, len(self._left))
        if not self._feeding:
            self._end()
        for _ in range(self._feeding):
            Thread(target=self._feed, name=f"sweep-{self.id}", daemon=True).start()

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    @property
    def standing(self) -> tuple[list[Run], list[RunConfig]]:
        """(its runs in line or at training, those that have not come that far)."""
        with self._changing:
            return [*self._runs], [*self._left]

    def halt(self) -> None:
        """From now on no other run of it begins."""
        with self._changing:
            self._left.clear()

    def stop(self) -> None:
        """Have its runs rest after their present batch; they can go on from there."""
        self.halt()
        runs, _ = self.standing
        for run in runs:
            run.halt()
        for run in runs:
            run.pause()
        self.wait(PATIENCE)

    def wait(self, patience: float) -> bool:
        """Until it is over, so many seconds at most; whether it is."""
        return self._over.wait(patience)

    def _feed(self) -> None:
        """One run after another."""
        try:
            while run := self._next():
                run.join()
                self._ended(run)
        except LabError as error:
            self._fail(f"{error}")
        except Exception as error:  # the thread's last stop: report it, keep the server up
            log.exception("sweep %s failed", self.id)
            self._fail(f"The sweep stopped: {error}.")
        with self._changing:
            self._feeding -= 1
            if not self._feeding:
                self._end()

    def _end(self) -> None:
        self._right.release()
        self._over.set()

    def _next(self) -> Run | None:
        with self._changing:  # so that who stops the sweep finds every run of it
            if not self._left:
                return None
            run = self._run_of(self._left.popleft())
            run.rests_unwatched = False
            self._runs.append(run)
            run.play()
            return run

    def _ended(self, run: Run) -> None:
        with self._changing:
            self._runs.remove(run)
        if run.state not in OVER and run.message:  # what stopped one would stop the others
            self._fail(f"Run {run.id}, seed {run.config.seed}: {run.message}")

    def _fail(self, message: str) -> None:
        self.halt()
        self.message = message


class Sweeping:
    """The sweeps that the pages of a process grow. May be used from any thread."""

    def __init__(self, registry: Registry, most_runs: int):
        self.most_runs = most_runs
        self._registry = registry
        self._sweeps: dict[str, GrowingSweep] = {}
        self._lock = Lock()

    def find(self, sweep: str) -> GrowingSweep | None:
        """As it grows, or, lately, has grown here."""
        return self._sweeps.get(sweep)

    def check(self, grid: Grid) -> None:
        """Raises InputError or SettingsError for a sweep that may not be grown from the pages."""
        if (count := len(grid.configs)) > self.most_runs:
            raise InputError(
                f"A sweep from the pages may have {self.most_runs:,} runs (ORGNET_MAX_SWEEP), not "
                f"{count:,}; the command line grows larger ones."
            )
        limits = Settings().limits
        for config in grid.configs:
            limits.check(config)
            config.check_machine()

    def start(self, sweep: SweepRecord, grid: Grid, visitor: str, resumes: Resumed) -> GrowingSweep:
        """Grow what is missing of a sweep for that visitor.

        A run of it that has begun goes on if it `resumes`; of the others new ones begin. Raises
        LabError.
        """
        self.check(grid)
        store = self._registry.store
        with self._lock, ExitStack() as undone:
            self._check_free(visitor)
            try:
                right = undone.enter_context(store.lock(lock_name(sweep.id)))
            except LockedElsewhere:
                raise LabError(f"Sweep {sweep.id} is growing already.") from None
            store.sweeps.keep(sweep)
            look = InStore(store).look(grid.configs)
            begun = _begun(look.records, resumes)

            def run_of(config: RunConfig) -> Run:
                run = self._registry.get(begun.get(config, ""))
                return run or self._registry.create(config, sweep.preset, Access.of(visitor))

            growing = GrowingSweep(sweep.id, visitor, look.missing, run_of, right)
            undone.pop_all()  # from now on the right is the sweep's
            growing.begin(self._registry.slots.count + 1)  # the next waits where one ends
            self._tidy()
            self._sweeps[sweep.id] = growing
        return growing

    def halt(self) -> None:
        """Let no run of any sweep begin any more."""
        for sweep in [*self._sweeps.values()]:
            sweep.halt()

    def _check_free(self, visitor: str) -> None:
        for sweep in self._sweeps.values():
            if not sweep.is_over and sweep.access.allows(visitor):
                raise LabError(
                    f"One sweep of a visitor grows at a time, and {sweep.id} does; stop it first, "
                    "or wait until it is done."
                )

    def _tidy(self) -> None:
        over = [name for name, sweep in self._sweeps.items() if sweep.is_over]
        for name in over[:-KEEP]:
            del self._sweeps[name]


def _begun(records: Iterable[RunRecord], resumes: Resumed) -> dict[RunConfig, str]:
    """Ids of the runs that can go on."""
    return {
        record.config: record.id
        for record in records
        if record.state.is_open and record.checkpoint is not None and resumes(record)
    }


@cache
def sweeping() -> Sweeping:
    """One for the whole process, as the runs."""
    return Sweeping(registry(), Settings().max_sweep)
