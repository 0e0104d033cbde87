"""Long computations in the background: one at a time, the same one for all who want it.

A job is a generator of plain values, its results so far; it stops between two of them. Whole
results are kept with the run, so nobody computes them again. One thread works through the queue,
round and round between the visitors who started the jobs, and lives exactly as long as there is
one; like a training thread it knows nothing of the pages.
"""

import logging
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from threading import Event, Lock, Thread
from time import monotonic

from orgnet_core.errors import LabError
from orgnet_core.runs.live.fair_line import FairLine
from orgnet_core.runs.store import Store, StoreError
from orgnet_core.settings import Settings
from ui.shared.registry import registry

log = logging.getLogger(__name__)

Work = Callable[[], Iterator]


class JobState(StrEnum):
    WAITING = "waiting"
    COMPUTING = "computing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self not in (JobState.WAITING, JobState.COMPUTING)


class Job:
    """What is computed of one run under one name. May be read from any thread."""

    def __init__(
        self,
        run: str,
        name: str,
        title: str,
        total: int,
        work: Work | None = None,
        visitor: str | None = None,
    ):
        self.run, self.name, self.title, self.total = run, name, title, total
        self.visitor = visitor  # who started it
        self.results: list = []
        self.state, self.message = JobState.WAITING, ""  # why it failed or was stopped
        self.seen = self.started = monotonic()
        self.work, self.halt = work, Event()

    @property
    def progress(self) -> float:
        """Share of the results that are there, 0..1."""
        return min(1.0, len(self.results) / self.total)

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None before there is one."""
        if not self.results:
            return None
        share = self.progress
        return (monotonic() - self.started) * (1 - share) / share


class Jobs:
    """All jobs of a process. All methods may be called from any thread.

    A visitor may have `most_waiting` in the queue, or any number.
    """

    KEEP = 48  # beyond this many, jobs that are over leave memory, the longest unseen first

    PATIENCE = 4.0  # seconds that the one computing may take to end when the server ends

    def __init__(self, store: Store, unwatched: float, most_waiting: int | None = None):
        self._store, self._unwatched, self._most_waiting = store, unwatched, most_waiting
        self._jobs: dict[tuple[str, str], Job] = {}
        self._line: FairLine[Job] = FairLine()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._closed = False

    def start(
        self,
        run: str,
        name: str,
        title: str,
        total: int,
        work: Work,
        visitor: str | None = None,
    ) -> Job:
        """The job of that name: as it stands, or in the queue if there is none.

        `work` yields about `total` values fit for JSON; `title` says in words what it computes. A
        job that failed or was cancelled starts again. One too many of a visitor's is cancelled at
        once and says so.
        """
        found = self.find(run, name)
        with self._lock:
            found = self._jobs.get((run, name), found)  # somebody may have been faster
            if found and (found.state is JobState.DONE or not found.state.is_over):
                return found
            job = self._jobs[run, name] = Job(run, name, title, total, work, visitor)
            self._tidy()
            if refusal := self._refusal(visitor):
                job.state, job.work, job.message = JobState.CANCELLED, None, refusal
                return job
            self._line.join(job)
            if self._thread is None:
                self._thread = Thread(target=self._work_through, name="jobs", daemon=True)
                self._thread.start()
        return job

    def _refusal(self, visitor: str | None) -> str:
        """Why no job of this visitor's can wait now; mostly empty."""
        if self._closed:
            return "This server is shutting down."
        most = self._most_waiting
        if most is None or self._line.waiting_of(visitor) < most:
            return ""
        return (
            f"{most:,} computations of one visitor may wait at once (ORGNET_MAX_WAITING), and so "
            "many do; cancel one of them, or wait until one is done."
        )

    def find(self, run: str, name: str) -> Job | None:
        """The job of that name, from memory or, if it is done, from the store."""
        job = self._jobs.get((run, name)) or self._kept(run, name)
        if job is not None:
            job.seen = monotonic()
        return job

    def active(self, run: str, prefix: str) -> list[Job]:
        """The run's jobs whose names begin like that and which are not over, in order."""
        found = [job for job in list(self._jobs.values()) if job.run == run]
        found = [job for job in found if job.name.startswith(prefix) and not job.state.is_over]
        for job in found:
            job.seen = monotonic()
        return found

    def ahead(self, job: Job) -> int:
        """How many jobs come before this one."""
        with self._lock:
            waiting = self._line.order()
            return 1 + waiting.index(job) if job in waiting else 0

    def cancel(self, job: Job, message: str = "") -> None:
        """Stop it, for everybody who waits for it; the one computing stops at its next result."""
        with self._lock:
            if job.state.is_over:
                return
            job.message = message
            job.halt.set()
            if job.state is JobState.WAITING:
                self._line.leave(job)
                job.state = JobState.CANCELLED

    def shut_down(self) -> bool:
        """Cancel every job and wait for the one computing to stop; whether it did in time. None
        starts from now on."""
        with self._lock:
            self._closed = True
        for job in list(self._jobs.values()):
            self.cancel(job)
        thread = self._thread
        if thread is not None:
            thread.join(self.PATIENCE)
        return thread is None or not thread.is_alive()

    def _kept(self, run: str, name: str) -> Job | None:
        results = self._store.computed.get(run, name)
        if not isinstance(results, list):
            return None
        job = Job(run, name, "", len(results))
        job.results, job.state = results, JobState.DONE
        with self._lock:
            job = self._jobs.setdefault((run, name), job)
            self._tidy()
        return job

    def _tidy(self) -> None:
        over = [job for job in self._jobs.values() if job.state.is_over]
        for job in sorted(over, key=lambda job: job.seen)[: -self.KEEP]:
            del self._jobs[job.run, job.name]

    def _work_through(self) -> None:
        while job := self._next():
            self._compute(job)
            with self._lock:
                self._line.leave(job)

    def _next(self) -> Job | None:
        with self._lock:
            if job := self._line.serve_next():
                job.state, job.started = JobState.COMPUTING, monotonic()
                return job
            self._thread = None  # from now on whoever starts a job starts a thread
            return None

    def _compute(self, job: Job) -> None:
        """Whatever goes wrong becomes a sentence; the state, last, says that all is there."""
        state = JobState.DONE
        try:
            if job.work is not None and not self._all_of(job, job.work):
                state = JobState.CANCELLED
        except LabError as error:
            state, job.message = JobState.FAILED, str(error)
        except Exception as error:  # the thread's last stop: report it, go on with the next job
            log.exception("%s of run %s failed", job.name, job.run)
            state, job.message = JobState.FAILED, f"This could not be computed: {error}."
        if state is JobState.DONE:
            self._keep(job)
        job.work, job.state = None, state  # what the work holds on to is needed no more

    def _all_of(self, job: Job, work: Work) -> bool:
        """Compute until the end, or until the job is cancelled or nobody looks at it any more."""
        for result in work():
            if monotonic() - job.seen > self._unwatched:
                self.cancel(job, "Stopped because nobody was watching.")
            if job.halt.is_set():
                return False
            job.results.append(result)
        return True

    def _keep(self, job: Job) -> None:
        try:
            self._store.computed.keep(job.run, job.name, job.results)
        except StoreError as error:  # a run that was never played is not in the store
            log.info("%s of run %s stays in memory: %s", job.name, job.run, error)


@cache
def jobs() -> Jobs:
    """One for the whole process, as the runs."""
    settings = Settings()
    return Jobs(registry().store, settings.unwatched_pause, settings.max_waiting)
