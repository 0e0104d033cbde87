"""Turns at training: round and round between visitors, never more at once than there are places."""

from math import inf
from threading import Thread

import pytest

from orgnet_core.runs.live.slots import LineFull, Slots


def never() -> bool:
    return False


def begin(slots: Slots) -> list[str]:
    """The runs that train now; a run is named after its visitor and a number."""
    return sorted(slots.training)


def enter(slots: Slots, *names: str):
    """A turn for each, of the visitor that its first letter says."""
    turns = [slots.enter(name, name[0]) for name in names]
    return turns[0] if len(turns) == 1 else turns


@pytest.mark.parametrize("count", [1, 2, 3])
def test_those_of_one_visitor_train_as_they_came_and_never_more_than_there_are_places(count):
    slots, names = Slots(count), [f"a{i}" for i in range(6)]
    turns = enter(slots, *names)
    for done, turn in enumerate(turns):
        assert slots.training == names[done : done + count]
        assert slots.waiting == names[done + count :]
        assert [slots.ahead(name) for name in slots.waiting] == list(range(len(slots.waiting)))
        assert [slots.ahead(name) for name in slots.training] == [None] * len(slots.training)
        turn.leave()
    assert slots.training == slots.waiting == []


def test_a_newcomer_is_next_however_many_runs_of_another_wait():
    slots = Slots(1)
    first, *others = enter(slots, *(f"a{i}" for i in range(200)))
    newcomer = enter(slots, "b0")
    assert slots.ahead("b0") == 0 and slots.ahead("a1") == 1
    first.leave()
    assert slots.training == ["b0"]
    newcomer.leave()
    assert slots.training == [others[0].run]


def test_visitors_take_turns_and_the_line_says_so_beforehand():
    slots = Slots(1)
    turns = enter(slots, "a1", "a2", "a3", "a4", "b1", "b2", "b3", "c1")
    expected = ["a1", *slots.waiting]
    assert expected == ["a1", "b1", "c1", "a2", "b2", "a3", "b3", "a4"]
    by_name = {turn.run: turn for turn in turns}
    for name in expected:
        assert slots.training == [name]
        by_name[name].leave()


def test_who_trains_in_fewer_places_is_next():
    slots = Slots(3)
    enter(slots, "a1", "a2", "b1", "a3")
    enter(slots, "b2", "c1")
    assert slots.waiting == ["c1", "b2", "a3"]


def test_a_visitor_may_have_only_so_many_in_line_and_others_all_the_same():
    slots = Slots(1, most_waiting=2)
    training, first, _ = enter(slots, "a1", "a2", "a3")
    with pytest.raises(LineFull, match="2 runs of one visitor may wait"):
        enter(slots, "a4")
    enter(slots, "b1", "b2")
    first.leave()
    enter(slots, "a4")
    assert sorted(slots.waiting) == ["a3", "a4", "b1", "b2"]
    training.leave()


def test_a_run_hands_its_place_over_once_its_turn_is_over_if_somebody_has_fewer():
    slots = Slots(2)
    a1, a2, a3 = enter(slots, "a1", "a2", "a3")
    slots.turn_seconds = 0.0
    assert not a1.hand_over(), "those that wait are its own"
    enter(slots, "b1")
    slots.turn_seconds = inf
    assert not a1.hand_over(), "its turn is not over"
    slots.turn_seconds = 0.0
    assert a1.hand_over()
    assert begin(slots) == ["a2", "b1"] and slots.waiting == ["a1", "a3"]
    assert not a2.hand_over(), "both have one place"
    a2.leave()
    assert begin(slots) == ["a1", "b1"], "it goes on before those that came after it"
    a3.leave()


def test_where_there_is_one_place_visitors_share_its_time():
    slots = Slots(1)
    turns = dict(zip("abc", enter(slots, "a1", "b1", "c1"), strict=True))
    slots.turn_seconds = 0.0
    held = []
    for _ in range(9):
        (name,) = slots.training
        held.append(name)
        assert turns[name[0]].hand_over()
    assert held == ["a1", "b1", "c1"] * 3


def test_who_waits_goes_on_with_a_place_or_without_when_told_to_stop():
    slots, told, found = Slots(1), [], []
    first, second, third = enter(slots, "a1", "a2", "a3")
    assert first.wait(never)
    threads = [
        Thread(target=lambda: found.append(second.wait(lambda: bool(told)))),
        Thread(target=lambda: found.append(third.wait(never))),
    ]
    threads[0].start()
    told.append("stop")
    threads[0].join()
    assert found == [False]
    second.leave()
    threads[1].start()
    first.leave()
    threads[1].join()
    assert found == [False, True]


def test_once_closed_nobody_begins_however_many_end():
    slots, found = Slots(2), []
    turns = enter(slots, *(f"{visitor}{i}" for visitor in "abcd" for i in range(50)))
    training, waiting = [], []
    for turn in turns:
        (training if turn.run in slots.training else waiting).append(turn)
    threads = [Thread(target=lambda turn=turn: found.append(turn.wait(never))) for turn in waiting]
    for thread in threads:
        thread.start()
    slots.close()
    for turn in training:
        turn.leave()
    for thread in threads:
        thread.join()
    assert found == [False] * len(waiting) and slots.training == []
    assert not enter(slots, "e1").wait(never)


def test_the_wait_is_foreseen_turn_by_turn(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("orgnet_core.runs.live.slots.monotonic", lambda: now[0])
    slots = Slots(1)
    enter(slots, "a1", "a2", "b1", "b2")
    left = {"a1": 30.0, "a2": 20.0, "b1": 10.0, "b2": 10.0}
    expected = {"b1": 30.0, "a2": 40.0, "b2": 60.0}
    assert {run: slots.seconds_until_turn(run, left) for run in expected} == expected
    long = dict.fromkeys(left, 100.0)
    now[0] = 45.0
    assert slots.seconds_until_turn("b1", long) == 15.0, "what is left of a turn"
    assert slots.seconds_until_turn("b1", {}) == 15.0, "a run without a pace hands over, too"
    assert slots.seconds_until_turn("a1", long) is None, "it trains"
    assert slots.seconds_until_turn("a2", {}) is None, "nobody knows when a1 ends"


def test_a_turn_that_is_left_twice_takes_nobodys_place():
    slots = Slots(1)
    first, _ = enter(slots, "a1", "a2")
    first.leave()
    first.leave()
    assert slots.training == ["a2"]
    assert slots.waiting == []


def test_a_run_that_mostly_waits_lends_its_place_and_needs_another_at_full_speed():
    slots = Slots(1)
    slow, other = enter(slots, "a1", "b1")
    assert slow.takes(1.0) and slots.training == ["a1"], "it trains all the time"
    assert slow.takes(0.05) and slots.training == ["a1", "b1"]
    third = enter(slots, "c1")
    assert slots.waiting == ["c1"], "a place is lent once"
    assert slow.takes(0.02) and not slow.hand_over()
    assert not slow.takes(1.0)
    assert slots.training == ["b1"] and slots.waiting == ["c1", "a1"], "it has just been served"
    other.leave()
    assert slots.training == ["c1"]
    third.leave()
    assert slots.training == ["a1"] and slow.takes(1.0)


def test_it_keeps_its_place_at_full_speed_where_nobody_has_taken_it():
    slots = Slots(1)
    slow = enter(slots, "a1")
    assert slow.takes(0.05) and slow.takes(1.0)
    enter(slots, "b1")
    assert slots.waiting == ["b1"]


def test_nobody_has_more_slow_runs_than_may_wait():
    slots = Slots(1, most_waiting=2)
    for name in ("a1", "a2"):
        assert enter(slots, name).takes(0.01)
    with pytest.raises(LineFull, match="slow ones among them"):
        enter(slots, "a3")
    enter(slots, "b1")
    assert slots.training == ["a1", "a2", "b1"]


def test_the_wait_is_told_without_those_whose_place_is_lent():
    slots = Slots(1)
    enter(slots, "a1").takes(0.01)
    enter(slots, "b1", "c1")
    assert slots.seconds_until_turn("c1", {"a1": 1000.0, "b1": 7.0}) == pytest.approx(7, abs=0.1)
