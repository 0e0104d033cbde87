"""A speed limit decides when batches are trained, never what comes of them."""

from time import monotonic

import pytest
from helpers import LONG, addition, bits, wait_until

from orgnet_core.runs.live import pace as pacing
from orgnet_core.runs.live.pace import MOST_SHOWN, Pace
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.slots import Slots
from orgnet_core.runs.state import State
from orgnet_core.training import train

CONFIG = addition(batch_size=100, replication_steps=1)


class Clock:
    """Seconds that pass while somebody waits, or when the test says so."""

    def __init__(self):
        self.now, self.waits, self.halts = 0.0, [], False

    def wait(self, seconds):
        self.waits.append(seconds)
        self.now += seconds
        return self.halts


@pytest.fixture
def ticking(monkeypatch):
    ticking = Clock()
    monkeypatch.setattr(pacing, "monotonic", lambda: ticking.now)
    return ticking


def pace_of(ticking, limit, slots=None):
    return Pace((slots or Slots(1)).enter("run"), lambda: limit["now"], ticking.wait)


def test_batches_begin_as_far_apart_as_the_limit_says_whatever_they_take(ticking):
    limit = {"now": 5}
    pace, begun = pace_of(ticking, limit), []
    for took in (0.01, 0.15, 0.0, 0.1):
        begun.append(ticking.now)
        assert pace.most(16) == 1
        ticking.now += took
        assert pace.go_on(1, is_recorded=False)
    assert begun == pytest.approx([0.0, 0.2, 0.4, 0.6])


def test_one_that_is_slower_than_its_limit_does_not_wait_and_catches_nothing_up(ticking):
    pace = pace_of(ticking, {"now": 20})
    for took in (1.0, 0.07):
        ticking.now += took
        assert pace.go_on(1, is_recorded=False) and ticking.waits == []
    ticking.now += 0.01
    assert pace.go_on(1, is_recorded=False)
    assert sum(ticking.waits) == pytest.approx(0.04)


def test_without_a_limit_it_never_waits_and_takes_all_at_once(ticking):
    pace = pace_of(ticking, {"now": None})
    assert pace.most(16) == 16
    assert pace.go_on(16, is_recorded=True) and ticking.waits == []
    assert pace_of(ticking, {"now": 100}).most(16) == 10


def test_a_new_limit_holds_at_once(ticking):
    limit = {"now": 1}
    pace = pace_of(ticking, limit)

    def wait_and_lift(seconds):
        limit["now"] = None
        return Clock.wait(ticking, seconds)

    pace._wait = wait_and_lift
    assert pace.go_on(1, is_recorded=False)
    assert ticking.now <= 0.1


def test_it_is_halted_within_the_wait(ticking):
    ticking.halts = True
    assert pace_of(ticking, {"now": 1}).go_on(1, is_recorded=False)
    assert len(ticking.waits) == 1


def test_a_slow_run_is_seen_every_second_as_long_as_little_is_recorded(ticking):
    pace, shown = pace_of(ticking, {"now": 5}), []
    for batch in range(20):
        ticking.now += 0.01
        if pace.shows(1, recorded=10):
            shown.append(batch)
        assert pace.go_on(1, is_recorded=False)
    assert shown == [5, 10, 15]
    ticking.now += 0.01
    assert not pace.shows(1, recorded=MOST_SHOWN)
    at_full_speed = pace_of(ticking, {"now": None})
    ticking.now += 100
    assert not at_full_speed.shows(16, recorded=10)


def test_what_it_comes_to_is_the_same_however_the_limit_changes(registry):
    run = registry.create(CONFIG)
    run.speed_limit = 20
    run.play()
    wait_until(lambda: run.step > 3)
    run.speed_limit = 100
    wait_until(lambda: run.step > 20)
    run.speed_limit = None
    wait_until(lambda: run.state is State.FINISHED)
    recorded = {snapshot.step: bits(snapshot) for snapshot in run.snapshots}
    for snapshot in train(CONFIG):
        assert recorded[snapshot.step] == bits(snapshot.light)


def test_it_trains_no_faster_than_its_limit_and_pauses_at_once(registry):
    run = registry.create(LONG)
    run.speed_limit = 5
    begun = monotonic()
    run.play()
    wait_until(lambda: run.step >= 4)
    assert run.step <= 1 + 5 * (monotonic() - begun)
    run.speed_limit = 0.001
    run.pause()
    assert run.state is State.PAUSED and run.is_kept


def test_others_train_in_the_place_of_a_slow_run_which_goes_on_beside_them(store, growers):
    registry = Registry(store, unwatched_pause=1000, slots=1)
    slow, fast = registry.create(LONG), registry.create(LONG)
    slow.speed_limit = 5
    slow.play()
    fast.play()
    wait_until(lambda: fast.state is State.RUNNING and fast.step > 50)
    before = slow.step
    wait_until(lambda: slow.step > before + 1)
    assert slow.state is fast.state is State.RUNNING
    slow.speed_limit = None
    wait_until(lambda: slow.state is State.QUEUED)
    assert fast.state is State.RUNNING and slow.is_kept is False
    fast.pause()
    wait_until(lambda: slow.state is State.RUNNING and slow.step > before + 20)
    registry.shut_down()
    assert growers() == []
