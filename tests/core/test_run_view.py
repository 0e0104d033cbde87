"""A run is made of parts, one way, and each view of it is of one moment."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from helpers import DEADLINE, LONG, SHORT, advance, wait_until

from orgnet_core.cadence import Cadence
from orgnet_core.presets import PRESETS
from orgnet_core.runs import live
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.view import RunView
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.state import Cause, State
from orgnet_core.runs.store import StoreError
from orgnet_core.runs.store.records import RunRecord
from orgnet_core.training import Trainer

PARTS = ["first", "view", "attention", "fair_line", "slots", "pace", "recorder"]
PARTS += ["tenure", "grower", "thread", "run", "continued", "registry"]
FOLDER = Path(live.__file__).parent


def parsed(part: str) -> ast.Module:
    return ast.parse((FOLDER / f"{part}.py").read_text(encoding="utf-8"))


def test_every_part_of_a_run_is_named_here():
    assert {path.stem for path in FOLDER.glob("*.py")} == {*PARTS, "__init__"}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_knows_only_those_before_it_and_nobodys_private_fields(part):
    for node in ast.walk(parsed(part)):
        if isinstance(node, ast.ImportFrom) and node.module.startswith(live.__name__):
            assert node.module.rpartition(".")[2] in PARTS[: PARTS.index(part)]
        if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            owner = ast.unparse(node.value)
            assert owner in ("self", "cls") or node.attr.startswith("__"), ast.unparse(node)


def test_state_message_and_snapshots_of_a_view_belong_together(registry):
    """Whatever a page happens to see of a run that comes to its end."""
    run, seen = registry.create(SHORT), []
    run.play()

    def is_over() -> bool:
        seen.append(run.view)
        return not seen[-1].state.is_growing

    wait_until(is_over)
    assert run.join(DEADLINE) and seen[-1].state is State.FINISHED
    for view in seen:
        steps = [snapshot.step for snapshot in view.snapshots]
        assert steps == sorted(set(steps)) and steps[0] == 0
        assert view.state is not State.FINISHED or steps[-1] == SHORT.steps
        assert view.can_grow == (view.state is not State.FINISHED)


def test_a_view_stays_as_it_was_while_its_run_goes_on(registry):
    run = registry.create(SHORT)
    before = run.view
    advance(run)
    assert (before.state, before.message, len(before.snapshots)) == (State.READY, "", 1)
    assert len(run.snapshots) == 2 and run.view is not before


def test_to_join_a_run_is_to_wait_for_the_thread_that_grows_it(registry, store, growers):
    run = registry.create(LONG)
    assert run.join(0), "nothing grows it"
    run.play()
    assert not run.join(0) and growers()
    run.pause()
    assert run.join(0) and not growers()
    run.stop()
    found = Registry(store, unwatched_pause=1000).get(run.id)
    assert found.join(0), "it is only recorded"


def recorded(state: str, message: str = "", checkpoint: int | None = 0) -> RunView:
    first = Trainer(SHORT).snapshot()
    record = RunRecord("a", None, SHORT, state, message, "", first.scalars(), checkpoint)
    return RunView.recorded(record, [first])


@pytest.mark.parametrize(
    ("view", "state", "cause", "can_grow"),
    [
        (recorded("paused"), State.PAUSED, None, True),
        (recorded("paused", "Because."), State.PAUSED, None, True),
        (
            recorded("paused", "Paused because nobody was watching."),
            State.PAUSED,
            Cause.UNWATCHED,
            True,
        ),
        (recorded("running"), State.INTERRUPTED, None, True),
        (recorded("interrupted"), State.INTERRUPTED, None, True),
        (recorded("paused", checkpoint=None), State.INTERRUPTED, Cause.NO_CHECKPOINT, False),
        (recorded("finished", checkpoint=None), State.FINISHED, None, False),
        (recorded("diverged", "Too fast."), State.DIVERGED, None, False),
    ],
    ids=lambda value: None,
)
def test_what_a_recorded_run_says_is_told_from_its_state_and_message(view, state, cause, can_grow):
    assert (view.state, view.cause, view.can_grow) == (state, cause, can_grow)
    assert view.sleeps == (cause is Cause.UNWATCHED) and not view.is_stuck


def test_what_is_recorded_of_a_rest_is_read_by_older_versions_too(registry, store, clock):
    """They know it by this sentence, and have no column for a cause."""
    run = registry.create(LONG)
    run.play()
    wait_until(lambda: run.step > 0)
    clock["now"] = 5000.0
    assert run.join(60) and run.view.sleeps
    record = store.run(run.id)
    assert (record.state, record.message) == ("paused", "Paused because nobody was watching.")


def test_who_pauses_a_run_that_sleeps_leaves_it_asleep(registry, clock):
    run = registry.create(LONG)
    run.play()
    clock["now"] = 5000.0
    assert run.join(60) and run.view.sleeps
    run.pause()
    assert run.view.sleeps
    run.stop()
    assert (run.state, run.message, run.view.cause) == (State.STOPPED, "", None)


def test_a_run_that_could_not_start_is_not_woken_by_whoever_looks(registry, store, monkeypatch):
    store.add_run("a", Origin(None, SHORT), State.PAUSED, *started(SHORT))
    run = registry.get("a")

    def full(*_arguments):
        raise StoreError("the disk is full.")

    monkeypatch.setattr(store, "resume_from", full)
    run.play()
    assert run.message == "Not started: the disk is full." and not run.view.is_stuck
    monkeypatch.undo()
    run.wake()
    assert run.state is State.PAUSED and run.join(0)


def started(config):
    trainer = Trainer(config)
    return trainer.snapshot(), trainer.checkpoint()


@pytest.mark.parametrize("preset", ["mnist15", "mnist15-quick", "fashion15"])
def test_time_left_is_told_within_twice_from_its_first_telling_on(preset):
    """Though to measure takes as long as ten batches, and the first steps are measured often."""
    config = PRESETS[preset].config
    cadence, first = Cadence(config), Trainer(config).snapshot()
    recorded = [step for step in range(config.steps + 1) if cadence.due(step)]
    seconds = [0.001 * (step + 10 * i) for i, step in enumerate(recorded)]
    kept = tuple(
        replace(first, step=step, seconds=at) for step, at in zip(recorded, seconds, strict=True)
    )
    told = {}
    for count in range(1, len(kept)):
        view = RunView("abcd1234", Origin(preset, config), State.RUNNING, kept[:count])
        if view.seconds_left is not None:
            told[count] = view.seconds_left / (seconds[-1] - seconds[count - 1])
    assert min(told) < len(kept) // 2 and len(told) > 20
    assert min(told.values()) > 0.5 and max(told.values()) < 2
