"""Another phase for a living organism: it grows as one whose schedule was that from the start."""

from io import BytesIO
from itertools import accumulate

import pytest
from helpers import (
    LONG,
    addition,
    advance,
    bits,
    forget_all,
    left_growing,
    play_to_the_end,
    wait_until,
)
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.config import SettingsError, parse_config
from orgnet_core.errors import InputError
from orgnet_core.limits import Limits
from orgnet_core.phases import Phase, begins
from orgnet_core.runs.archive.read import import_new
from orgnet_core.runs.archive.write import archived
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.state import State
from orgnet_core.runs.store import Store
from orgnet_core.schedule import constrain, freeze_task, task_only, with_phases
from orgnet_core.training import train

BATCHES = 20  # in an epoch of the addition preset
ONE, TWO = Phase(epochs=1, replication_steps=1), Phase(epochs=2, replication_steps=2, task_lr=0.01)
rates = st.floats(1e-5, 1)


@st.composite
def schedules(draw, most=4):
    return tuple(
        Phase(
            epochs=draw(st.integers(1, 30)),
            task_lr=draw(rates),
            task_decay=draw(rates | st.just(1.0)),
            replication_lr=draw(rates),
            replication_decay=draw(rates | st.just(1.0)),
        )
        for _ in range(draw(st.integers(1, most)))
    )


@given(schedules(), st.integers(0, 150 * BATCHES))
def test_every_epoch_up_to_the_cut_keeps_its_phase_and_its_rates(phases, step):
    before = addition(phases=[phase.model_dump() for phase in phases])
    after = with_phases(before, step, [TWO])
    cut = after.epochs - TWO.epochs
    assert cut == min(before.epochs, max(1, -(-step // BATCHES)))
    length = {"epochs", "task_decay", "replication_decay"}
    for epoch in range(cut):
        old, new = (c.phase_of(epoch * BATCHES).model_dump(exclude=length) for c in (before, after))
        assert old == new
    assert after.phases[-1] == TWO
    assert after.changed({"phases": before.phases}) == before, "nothing else is another"
    assert parse_config(after.model_dump_json()) == after


@given(schedules())
def test_at_the_end_of_the_schedule_a_phase_extends_it(phases):
    before = addition(phases=[phase.model_dump() for phase in phases])
    assert with_phases(before, before.steps, [ONE, TWO]).phases == (*phases, ONE, TWO)


def test_a_phase_that_was_not_begun_disappears():
    config = addition(phases=[ONE.model_dump(), TWO.model_dump(), ONE.model_dump()])
    assert with_phases(config, 1, [TWO]).phases == (ONE, TWO)
    assert with_phases(config, BATCHES, [TWO]).phases == (ONE, TWO)
    assert [phase.epochs for phase in with_phases(config, BATCHES + 1, [TWO]).phases] == [1, 1, 2]


def test_twenty_phases_are_the_most():
    full = addition(phases=[ONE.model_dump()] * 20)
    with pytest.raises(SettingsError, match="phases would be 21; a run may have 20"):
        with_phases(full, full.steps, [ONE])


@given(schedules())
def test_where_phases_begin_and_how_they_are_named(phases):
    assert begins(phases) == [0, *accumulate(phase.epochs for phase in phases)][:-1]
    assert all(0 < len(phase.words) < 40 for phase in phases)


def test_what_can_follow_with_one_click():
    before = Phase(epochs=60, replication_steps=0, task_lr=0.008, task_decay=0.1)
    assert (freeze_task(before).task, freeze_task(before).replication_steps) == (False, 5)
    assert task_only(constrain(before)).replication_steps == 0
    assert (constrain(before).optimiser, constrain(before).task_lr) == ("adam", 0.003)
    own = before.model_copy(update={"optimiser": "adam", "task_lr": 0.01})
    assert constrain(own).task_lr == 0.01
    told = [follow(before).words for follow in (freeze_task, constrain, task_only)]
    assert told == ["replicate on", "constraint, Adam 0.003", "task only, SGD 0.008"]


@pytest.fixture
def later(tmp_path):
    """A server that finds in the store what others left there."""
    registry = Registry(Store(tmp_path), unwatched_pause=1000)
    yield registry
    registry.shut_down()
    registry.store.close()


def to_the_end(run):
    assert run.join(60) and run.state is State.FINISHED


def assert_as_if_from_the_start(store, run):
    """What a fresh run of the run's config records, is recorded of it, too; it may have more."""
    config = store.run(run.id).config
    assert config == run.config
    found = {snapshot.step: bits(snapshot) for snapshot in store.snapshots(run.id)}
    weights = {step: w.tobytes() for step, w in store.particle_weights(run.id, 0, config.steps)}
    for snapshot in train(config):
        assert bits(snapshot.light) == found[snapshot.step]
        assert snapshot.particle_weights.tobytes() == weights[snapshot.step]


@pytest.mark.parametrize("step", [1, 19, 20, 21, 47])
def test_a_phase_appended_to_a_paused_run_grows_it_as_from_the_start(registry, store, step):
    run = registry.create(addition(task_decay=0.1, replication_decay=0.5))
    for _ in range(step):
        advance(run)
    run.append([freeze_task(run.config.phases[0]).model_copy(update={"epochs": 2})])
    to_the_end(run)
    assert [phase.epochs for phase in run.config.phases] == [-(-step // BATCHES), 2]
    assert_as_if_from_the_start(store, run)


@pytest.mark.parametrize("follow", [freeze_task, constrain, task_only])
@pytest.mark.parametrize("before", [{}, {"replication": "constraint", "optimiser": "adam"}])
def test_whatever_follows_with_one_click_grows_as_from_the_start(registry, store, before, follow):
    run = registry.create(addition(**before))
    for _ in range(27):
        advance(run)
    run.append([follow(run.config.phase_before(run.step)).model_copy(update={"epochs": 2})])
    to_the_end(run)
    assert_as_if_from_the_start(store, run)


def test_phases_appended_to_a_finished_run_extend_it(registry, store):
    run = registry.create(addition())
    play_to_the_end(run)
    store.computed.keep(run.id, "outcome", {"of": "before"})
    store.computed.keep(run.id, "curves/60", [1])
    run.append([ONE])
    to_the_end(run)
    run.append([TWO])
    to_the_end(run)
    assert run.config == addition().changed({"phases": [*addition().phases, ONE, TWO]})
    assert_as_if_from_the_start(store, run)
    assert store.computed.get(run.id, "outcome") is None
    assert store.computed.get(run.id, "curves/60") == [1]


def test_a_growing_run_goes_on_under_the_new_phase(registry, store):
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: run.step > 50)
    run.append([ONE])
    assert run.state.is_growing
    to_the_end(run)
    assert [*run.config.phases][1:] == [ONE] and run.config.phases[0].epochs < LONG.epochs
    assert_as_if_from_the_start(store, run)


def test_a_run_that_waits_for_its_turn_keeps_waiting(registry, store):
    first, second = registry.create(LONG), registry.create(addition(seed=2))
    first.play()
    second.play()
    assert second.state is State.QUEUED
    second.append([ONE])
    assert second.state is State.QUEUED and second.config.phases[-1] == ONE
    first.pause()
    to_the_end(second)
    assert_as_if_from_the_start(store, second)


def test_a_run_found_again_after_a_restart_takes_phases(registry, store, later):
    run = registry.create(addition())
    play_to_the_end(run)
    forget_all(registry)
    found = later.get(run.id)
    assert found.state is State.FINISHED and found.view.takes_phases and not found.can_grow
    found.append([TWO])
    to_the_end(found)
    assert_as_if_from_the_start(store, found)


def test_an_appended_phase_survives_a_killed_server(tmp_path, store, registry):
    config = with_phases(addition(), 30, [TWO])
    run = registry.get(left_growing(tmp_path, config, 50))
    assert run.state is State.INTERRUPTED
    run.append([ONE])
    to_the_end(run)
    assert [phase.epochs for phase in run.config.phases][:2] == [2, 1]
    assert_as_if_from_the_start(store, run)


def test_who_looks_elsewhere_goes_on_under_the_schedule_that_was_changed(registry, later):
    run = registry.create(LONG)
    advance(run)
    run.leave(10)
    elsewhere = later.get(run.id)
    elsewhere.append([ONE])
    to_the_end(elsewhere)
    elsewhere.append([TWO])
    elsewhere.pause()
    elsewhere.leave(10)
    advance(run)
    assert run.config == elsewhere.config


def test_an_archive_carries_the_schedule_and_the_way_on(registry, store, tmp_path):
    run = registry.create(addition())
    play_to_the_end(run)
    run.append([ONE])
    to_the_end(run)
    other = Store(tmp_path / "other")
    brought, is_new = import_new(other, BytesIO(archived(store, run.id)))
    assert is_new and other.run(brought).config == run.config
    there = Registry(other, unwatched_pause=1000)
    found = there.get(brought)
    found.append([TWO])
    to_the_end(found)
    assert_as_if_from_the_start(other, found)
    there.shut_down()


def test_what_cannot_be_appended_is_said_and_the_run_grows_on(registry, store):
    run = registry.create(LONG)
    with pytest.raises(InputError, match="has not started to train"):
        run.append([ONE])
    run.play()
    wait_until(lambda: run.step > 50)
    with pytest.raises(SettingsError, match="this server allows 2"):
        run.append([TWO], Limits(epochs=2))
    assert run.state.is_growing and run.config == LONG == store.run(run.id).config
    run.stop()
    with pytest.raises(InputError, match="no checkpoint to continue from"):
        run.append([ONE])
    assert run.state is State.STOPPED
    forget_all(registry)
    with pytest.raises(InputError, match="no checkpoint"):
        registry.get(run.id).append([ONE])
