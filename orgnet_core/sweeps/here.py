# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportArgumentType=false, reportReturnType=false, reportUnknownMemberType=false
# joblib comes without types; what leaves this module is a run that was grown.
"""Processes of this machine grow the runs of a sweep, side by side."""

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from signal import SIG_IGN, SIGINT, signal
from threading import Thread
from time import sleep
from typing import TypeVar

from orgnet_core.config import RunConfig
from orgnet_core.errors import InputError, LabError
from orgnet_core.sweeps.backends import Growing
from orgnet_core.sweeps.worker import grow
from orgnet_core.threads import cores
from orgnet_core.validation import must_be

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST_JOBS = 1_000
DEAF = partial(signal, SIGINT, SIG_IGN)  # Ctrl-C is for the process that sweeps to heed


@dataclass(frozen=True)
class Here:
    """So many processes, by default one a core; one is this process itself. Raises InputError."""

    jobs: int = field(default_factory=cores)

    def __post_init__(self):
        if not 1 <= self.jobs <= MOST_JOBS:
            allowed = f"a whole number from 1 to {MOST_JOBS:,}"
            raise InputError(must_be("jobs", allowed, self.jobs))

    def check(self, configs: Sequence[RunConfig]) -> None:
        """Raises SettingsError where a device or data that one needs are not there."""
        for config in configs:
            config.check_machine()

    def grow(self, configs: Sequence[RunConfig], preset: str | None) -> Growing:
        """Those runs, each as it ends. Raises LabError if one cannot be grown."""
        return self.map(partial(grow, preset=preset), configs)

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """What `work`, a function that can be pickled, makes of each, as it is made. Raises
        LabError."""
        if min(self.jobs, len(items)) <= 1:
            yield from map(work, items)
            return
        from joblib import Parallel, delayed
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        warnings.filterwarnings("ignore", "[0-9]+ tasks", UserWarning, "joblib")  # when cut short
        # It ends a process that keeps much memory, and begins another.
        warnings.filterwarnings("ignore", "A worker stopped", UserWarning)
        parallel = Parallel(
            self.jobs, return_as="generator_unordered", batch_size=1, initializer=DEAF
        )
        try:
            yield from parallel(delayed(_work_for)(os.getpid(), work, each) for each in items)
        except TerminatedWorkerError as error:
            why = "a process that grew a run was ended from outside, perhaps for want of memory"
            raise LabError(f"The sweep stopped: {why}.") from error

    def close(self) -> None:
        """End the processes, which by themselves take seconds."""
        if self.jobs > 1:
            from joblib.externals.loky import get_reusable_executor

            get_reusable_executor(reuse=True).shutdown(kill_workers=True)


def _work_for(parent: int, work: Callable[[Item], Result], item: Item) -> Result:
    _end_with(parent)
    return work(item)


@cache
def _end_with(parent: int) -> None:
    """Once that process was killed this one would grow runs for nobody."""
    Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(1)
    os._exit(1)
