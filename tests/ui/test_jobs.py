"""Background jobs: one after the other, shared, stoppable, kept; no test waits for a clock."""

import threading
from math import isnan, nan

import pytest
from helpers import SHORT, wait_until

from orgnet_core.config import SettingsError
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.store import Store
from orgnet_core.training import Trainer
from ui.shared.jobs import Jobs, JobState


@pytest.fixture
def recorded(store):
    """A store that knows runs a, b and c."""
    for run in "abc":
        store.add_run(run, Origin(None, SHORT), "finished", Trainer(SHORT).snapshot())
    return store


@pytest.fixture
def jobs(recorded):
    others = set(threading.enumerate())
    jobs = Jobs(recorded, unwatched=1000)
    yield jobs
    jobs.shut_down()
    assert set(threading.enumerate()) <= others


class Gated:
    """Work that yields 0, 1, 2, … when it is let; notes what happens to it."""

    def __init__(self, count: int = 3):
        self.count, self.gates = count, threading.Semaphore(0)
        self.begun = self.closed = 0

    def __call__(self):
        self.begun += 1
        try:
            for number in range(self.count):
                self.gates.acquire()
                yield number
        finally:
            self.closed += 1

    def let(self, steps: int = 1) -> None:
        self.gates.release(steps)


def start(jobs, run, name, work, total=3, visitor=None):
    return jobs.start(run, name, f"{name} of {run}", total, work, visitor)


def over(job) -> None:
    wait_until(lambda: job.state.is_over)


def test_jobs_are_computed_one_at_a_time_in_the_order_they_came(jobs):
    works = [Gated() for _ in range(3)]
    found = [start(jobs, run, "x", work) for run, work in zip("abc", works, strict=True)]
    for turn, (job, work) in enumerate(zip(found, works, strict=True)):
        wait_until(lambda work=work: work.begun)
        assert [each.begun for each in works] == [1] * (turn + 1) + [0] * (2 - turn)
        assert [jobs.ahead(each) for each in found[turn:]] == list(range(3 - turn))
        assert [each.state for each in found[turn:]] == ["computing"] + ["waiting"] * (2 - turn)
        work.let(3)
        over(job)
    assert [job.results for job in found] == [[0, 1, 2]] * 3
    assert {job.state for job in found} == {JobState.DONE}


def test_visitors_take_turns_however_many_jobs_one_of_them_started(jobs):
    work = Gated()
    started = [start(jobs, "a", f"x{i}", work, visitor="one") for i in range(30)]
    newcomer = start(jobs, "b", "x", lambda: iter([1]), visitor="other")
    wait_until(lambda: work.begun)
    assert jobs.ahead(newcomer) == 1 and jobs.ahead(started[1]) == 2
    work.let(3)
    over(newcomer)
    assert started[2].state is JobState.WAITING
    for job in started:
        jobs.cancel(job)
    work.let(3)


def test_one_job_too_many_of_a_visitor_is_refused_with_a_sentence_and_may_start_later(recorded):
    jobs, work = Jobs(recorded, unwatched=1000, most_waiting=2), Gated()
    running = start(jobs, "a", "x", work, visitor="one")
    wait_until(lambda: work.begun)
    waiting = [start(jobs, "a", name, lambda: iter([1]), visitor="one") for name in "yz"]
    refused = start(jobs, "b", "x", lambda: iter([1]), visitor="one")
    assert refused.state is JobState.CANCELLED and jobs.find("b", "x") is refused
    assert refused.message.startswith("2 computations of one visitor may wait at once")
    fine = start(jobs, "b", "x", lambda: iter([1]), visitor="other")
    assert fine.state is JobState.WAITING
    assert start(jobs, "a", "y", work, visitor="one") is waiting[0], "which is no other job"
    work.let(3)
    for job in (running, *waiting, fine):
        over(job)
    over(start(jobs, "c", "x", lambda: iter([1]), visitor="one"))
    assert jobs.shut_down()


def test_results_so_far_can_be_seen(jobs):
    work = Gated(4)
    job = start(jobs, "a", "x", work, total=4)
    assert (job.progress, job.seconds_left, job.results) == (0, None, [])
    work.let()
    wait_until(lambda: job.results)
    assert job.results == [0] and job.progress == 0.25 and job.seconds_left >= 0
    assert job.state is JobState.COMPUTING
    work.let(3)
    over(job)
    assert job.progress == 1


def test_whoever_wants_the_same_gets_the_same_job(jobs):
    work, other = Gated(), Gated()
    job = start(jobs, "a", "x", work)
    assert start(jobs, "a", "x", other) is job and jobs.find("a", "x") is job
    assert jobs.find("a", "y") is None and jobs.find("b", "x") is None
    work.let(3)
    over(job)
    assert start(jobs, "a", "x", other) is job
    assert (work.begun, other.begun) == (1, 0)


def test_what_was_computed_once_is_found_by_the_next_process(jobs, recorded, tmp_path):
    over(start(jobs, "a", "x", lambda: iter([{"metric": nan}, [1, "two"]])))
    later = Store(tmp_path)
    found = Jobs(later, unwatched=1000).find("a", "x")
    assert found.state is JobState.DONE and found.progress == 1
    assert isnan(found.results[0]["metric"]) and found.results[1] == [1, "two"]
    again = Gated()
    assert start(Jobs(later, 1000), "a", "x", again).results[1] == [1, "two"]
    assert again.begun == 0
    later.close()


def test_results_of_a_run_that_is_not_in_the_store_stay_in_memory(jobs, recorded):
    job = start(jobs, "never played", "x", lambda: iter([1, 2]))
    over(job)
    assert job.state is JobState.DONE and jobs.find("never played", "x").results == [1, 2]
    assert recorded.computed.get("never played", "x") is None


def test_a_cancelled_job_stops_at_its_next_result_and_may_start_again(jobs, recorded):
    work, behind = Gated(), Gated()
    job, waiting = start(jobs, "a", "x", work), start(jobs, "b", "x", behind)
    work.let()
    wait_until(lambda: job.results)
    jobs.cancel(job)
    work.let()
    over(job)
    assert job.state is JobState.CANCELLED and job.results == [0] and not job.message
    assert work.closed == 1 and recorded.computed.get("a", "x") is None
    wait_until(lambda: behind.begun)
    again = start(jobs, "a", "x", lambda: iter([7]))
    assert again is not job and jobs.ahead(again) == 1
    behind.let(3)
    over(again)
    assert (again.results, waiting.results) == ([7], [0, 1, 2])


def test_a_waiting_job_can_be_cancelled_and_the_others_move_up(jobs):
    first, never, last = Gated(), Gated(), Gated()
    running, waiting, behind = (
        start(jobs, run, "x", work) for run, work in zip("abc", (first, never, last), strict=True)
    )
    wait_until(lambda: first.begun)
    assert jobs.ahead(behind) == 2
    jobs.cancel(waiting)
    assert waiting.state is JobState.CANCELLED and jobs.ahead(behind) == 1
    first.let(3)
    last.let(3)
    over(behind)
    assert never.begun == 0 and running.state is behind.state is JobState.DONE


def test_cancelling_what_is_over_changes_nothing(jobs):
    job = start(jobs, "a", "x", lambda: iter([1]))
    over(job)
    jobs.cancel(job, "too late")
    assert job.state is JobState.DONE and job.message == ""


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ZeroDivisionError("no such thing"), "This could not be computed: no such thing."),
        (SettingsError({"step": "There is no such step."}), "There is no such step."),
    ],
)
def test_an_error_becomes_a_sentence_and_the_next_job_is_computed(jobs, recorded, error, sentence):
    def fail():
        yield 1
        raise error

    failed, fine = start(jobs, "a", "x", fail), start(jobs, "b", "x", lambda: iter([2]))
    over(fine)
    assert (failed.state, failed.message, failed.results) == (JobState.FAILED, sentence, [1])
    assert fine.state is JobState.DONE and recorded.computed.get("a", "x") is None
    again = start(jobs, "a", "x", lambda: iter([3]))
    over(again)
    assert again.results == [3]


def test_an_error_before_the_first_result_is_caught_too(jobs):
    job = start(jobs, "a", "x", lambda: 1 / 0)
    over(job)
    assert job.message == "This could not be computed: division by zero."


def test_shutting_down_ends_what_computes_and_what_waits(jobs):
    work, never = Gated(), Gated()
    running, waiting = start(jobs, "a", "x", work), start(jobs, "b", "x", never)
    wait_until(lambda: work.begun)
    thread = jobs._thread
    ending = threading.Thread(target=jobs.shut_down)
    ending.start()
    wait_until(running.halt.is_set)
    work.let()
    ending.join()
    assert not thread.is_alive() and not running.results and never.begun == 0
    assert running.state is waiting.state is JobState.CANCELLED
    late = start(jobs, "c", "x", never)
    assert late.state is JobState.CANCELLED and late.message == "This server is shutting down."


def test_there_is_a_thread_only_while_there_is_work(jobs):
    for name in ("x", "y"):
        over(start(jobs, "a", name, lambda: iter([1])))
        wait_until(lambda: jobs._thread is None)
    assert not [each for each in threading.enumerate() if each.name == "jobs"]


def test_a_job_that_nobody_looks_at_any_more_stops(jobs, monkeypatch):
    now = {"now": 0.0}
    monkeypatch.setattr("ui.shared.jobs.monotonic", lambda: now["now"])
    work = Gated()
    job = start(jobs, "a", "x", work)
    now["now"] = 999
    work.let()
    wait_until(lambda: job.results)
    assert jobs.active("a", "x") == [job], "a look"
    now["now"] = 1998
    work.let()
    wait_until(lambda: len(job.results) == 2)
    now["now"] = 2000
    work.let()
    over(job)
    assert (job.state, len(job.results)) == (JobState.CANCELLED, 2)
    assert job.message == "Stopped because nobody was watching."


def test_active_are_those_of_the_run_whose_name_begins_so_and_that_are_not_over(jobs):
    over(start(jobs, "a", "after/0", lambda: iter([1])))
    work = Gated()
    found = [start(jobs, "a", name, work) for name in ("after/1", "after/2", "twin")]
    start(jobs, "b", "after/1", work)
    assert jobs.active("a", "after/") == found[:2]
    for job in found[:2]:
        jobs.cancel(job)
    work.let(20)
    wait_until(lambda: not jobs.active("a", "after/") and not jobs.active("b", ""))


def test_only_the_last_few_dozen_stay_in_memory_and_the_rest_in_the_store(jobs):
    for number in range(jobs.KEEP + 10):
        over(start(jobs, "a", f"{number}", lambda number=number: iter([number])))
    assert len(jobs._jobs) <= jobs.KEEP + 1
    for number in range(jobs.KEEP + 10):
        assert jobs.find("a", f"{number}").results == [number]
    assert len(jobs._jobs) <= jobs.KEEP + 1


def test_many_visitors_at_once_get_one_job(jobs):
    work, found, ready = Gated(), [], threading.Barrier(8)

    def visit():
        ready.wait()
        found.append(start(jobs, "a", "x", work))

    visitors = [threading.Thread(target=visit) for _ in range(8)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join()
    work.let(3)
    over(found[0])
    assert len(set(map(id, found))) == 1 and work.begun == 1
