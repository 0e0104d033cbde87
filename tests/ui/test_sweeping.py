"""Sweeps grown from the pages: in line as their visitor's runs, stopped, gone on with."""

import pytest
from helpers import DEADLINE, LONG, SHORT, addition, advance, left_growing, wait_until

from orgnet_core.cli import main
from orgnet_core.config import parse_config
from orgnet_core.errors import InputError, LabError
from orgnet_core.runs.access import Access
from orgnet_core.runs.state import State
from orgnet_core.runs.store.sweeps import SweepRecord, lock_name
from orgnet_core.sweeps.grid import Grid
from orgnet_core.sweeps.places import InStore
from orgnet_core.training import Trainer
from ui.shared import pace
from ui.shared.sweeping import GrowingSweep, Sweeping, sweeping

TEN = Grid(SHORT, {"seed": range(10)})
ENDLESS = Grid(LONG, {"seed": range(10)})
ANNA, BERT = "a" * 22, "b" * 22


def everything(_record) -> bool:
    return True


def of(visitor: str):
    """The visitor's runs go on, and no others."""
    return lambda record: record.access is not None and record.access.allows(visitor)


def start(grid: Grid, visitor: str = ANNA, sweeps: Sweeping | None = None) -> GrowingSweep:
    record = SweepRecord(grid.id, "addition", grid.to_json())
    return (sweeps or sweeping()).start(record, grid, visitor, of(visitor))


def finish(sweep: GrowingSweep) -> None:
    assert sweep.wait(DEADLINE) and not sweep.message, sweep.message


def in_training(sweep: GrowingSweep):
    return [run for run in sweep.standing[0] if run.state is State.RUNNING]


def test_every_run_of_a_sweep_grows_and_is_its_visitors(registry):
    sweep = start(TEN)
    finish(sweep)
    records = registry.store.runs()
    assert {record.config for record in records} == {*TEN.configs} and len(records) == 10
    assert all(each.state is State.FINISHED and each.preset == "addition" for each in records)
    assert all(each.access and each.access.allows(ANNA) for each in records)
    assert len({each.access.key for each in records}) == 10, "a run that is shared shares no other"
    assert not registry.store.is_locked(lock_name(TEN.id))
    assert [each.id for each in registry.store.sweeps.all()] == [TEN.id]


def test_it_is_the_command_lines_sweep_bit_for_bit_and_neither_grows_what_is_there(
    registry, fresh_home, tmp_path_factory, capsys
):
    settings = ["--set", "epochs=3", "--set", "replication_steps=1"]
    line = ["sweep", "addition", *settings, "--jobs", "1", "--json", "--runs"]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert main([*line, f"{elsewhere}", "--seeds", "0-9"]) == 0
    expected = capsys.readouterr().out
    assert main([*line, f"{fresh_home}", "--seeds", "0-3"]) == 0
    finish(start(TEN))
    assert len(registry.store.runs()) == 10
    capsys.readouterr()
    assert main([*line, f"{fresh_home}", "--seeds", "0-9"]) == 0
    found = capsys.readouterr().out
    assert '"skipped": 10' in found
    digests = [kept.outcome.digest for kept in InStore(registry.store).kept(TEN.configs).values()]
    assert len(set(digests)) == 10 and all(each in expected for each in digests)


def test_only_a_few_runs_of_a_sweep_stand_in_line(registry):
    sweep = start(ENDLESS)
    wait_until(lambda: len(sweep.standing[0]) == registry.slots.count + 1)
    runs, left = sweep.standing
    assert len(runs) + len(left) == 10 and len(registry.store.runs()) <= len(runs)
    sweep.stop()


def test_a_newcomers_run_comes_before_the_tenth_of_a_sweep(registry):
    registry.slots.turn_seconds = 0.0  # a turn is handed over at the next recorded step
    sweep = start(ENDLESS)
    wait_until(lambda: in_training(sweep) != [])
    newcomer = registry.create(SHORT, "addition", Access.of(BERT))
    newcomer.play()
    assert newcomer.join(DEADLINE) and newcomer.state is State.FINISHED
    runs, left = sweep.standing
    assert len(left) >= 10 - len(runs) and not sweep.is_over
    sweep.stop()


def test_what_a_visitor_plays_does_not_wait_for_their_whole_sweep(registry):
    sweep = start(TEN)
    own = registry.create(addition(seed=99), "addition", Access.of(ANNA))
    own.play()
    assert own.join(DEADLINE) and own.state is State.FINISHED
    finish(sweep)
    order = [each.config.seed for each in registry.store.runs()]  # the newest first
    assert order.index(99) > 2, "it began before the last runs of the sweep did"


def test_stop_rests_what_grows_takes_the_others_out_of_the_line_and_go_on_takes_them_up(registry):
    sweep = start(ENDLESS)
    wait_until(lambda: any(run.step > 5 for run in sweep.standing[0]))
    sweep.stop()
    assert sweep.is_over and not sweep.message
    assert registry.slots.training == registry.slots.waiting == []
    begun = {record.id: record for record in registry.store.runs()}
    assert begun and all(each.state is State.PAUSED for each in begun.values())
    assert not registry.store.is_locked(lock_name(ENDLESS.id))
    again = start(ENDLESS)
    wait_until(lambda: in_training(again) != [])
    assert {run.id for run in again.standing[0]} <= {*begun}, "none begins anew"
    again.stop()


def test_after_a_restart_go_on_resumes_what_was_interrupted_and_starts_what_is_missing(
    fresh_home, registry
):
    left_growing(fresh_home, TEN.configs[0], 30)
    record = SweepRecord(TEN.id, "addition", TEN.to_json())
    assert registry.store.run("abcd1234").state is State.INTERRUPTED
    finish(sweeping().start(record, TEN, ANNA, everything))
    assert registry.store.run("abcd1234").state is State.FINISHED
    assert len(registry.store.runs()) == 10, "none of them twice"


def test_runs_of_others_that_have_begun_are_left_to_them(registry):
    theirs = registry.create(TEN.configs[0], "addition", Access.of(BERT))
    advance(theirs)
    finish(start(TEN))
    assert theirs.state is State.PAUSED and theirs.step == 1
    assert len(registry.store.runs()) == 11


def test_a_sweep_that_is_there_already_is_over_at_once(registry):
    finish(start(TEN))
    again = start(TEN, BERT)
    assert again.is_over and again.standing == ([], []) and len(registry.store.runs()) == 10


def test_a_visitor_grows_one_sweep_at_a_time_and_nobody_one_that_grows(registry):
    registry.slots.turn_seconds = 0.0
    sweep = start(ENDLESS)
    with pytest.raises(LabError, match="One sweep of a visitor grows at a time"):
        start(TEN)
    with pytest.raises(LabError, match=f"Sweep {ENDLESS.id} is growing already"):
        start(ENDLESS, BERT)
    finish(start(Grid(SHORT, {"seed": [1]}), BERT))
    sweep.stop()


def test_the_command_line_grows_none_that_a_page_grows(registry, fresh_home, capsys):
    sweep = start(ENDLESS)
    line = "sweep addition --seeds 0-9 --set epochs=10000 --set replication_steps=1 --runs"
    assert main([*line.split(), f"{fresh_home}"]) == 2
    assert capsys.readouterr().err == f"Sweep {ENDLESS.id} is growing already.\n"
    sweep.stop()


def test_what_is_too_large_gets_one_sentence_and_nothing_starts(registry, monkeypatch):
    small = Sweeping(registry, most_runs=9)
    with pytest.raises(InputError, match=r"may have 9 runs \(ORGNET_MAX_SWEEP\), not 10"):
        start(TEN, sweeps=small)
    monkeypatch.setenv("ORGNET_MAX_EPOCHS", "200")
    with pytest.raises(LabError, match="epochs would be 10,000; this server allows 200"):
        start(ENDLESS)
    assert registry.store.runs() == [] == registry.store.sweeps.all()


def test_a_full_line_stops_the_sweep_with_the_reason(registry):
    registry.slots.most_waiting = 1
    others = [registry.create(LONG, None, Access.of(ANNA)) for _ in range(2)]
    for run in others:
        run.play()
    sweep = start(TEN)
    assert sweep.wait(DEADLINE) and "1 runs of one visitor may wait" in sweep.message
    assert len(registry.store.runs()) == 2
    for run in others:
        run.stop()
    finish(start(TEN))


def test_runs_of_a_sweep_grow_though_nobody_looks(fresh_home, monkeypatch, registry, clock):
    sweep = start(ENDLESS)
    wait_until(lambda: in_training(sweep) != [])
    [run] = in_training(sweep)
    clock["now"] = 1e6
    step = run.step
    wait_until(lambda: run.step > step)
    sweep.stop()


def test_when_the_server_ends_no_other_run_begins(registry):
    sweep = start(ENDLESS)
    wait_until(lambda: in_training(sweep) != [])
    sweeping().halt()
    registry.halt()
    assert sweep.wait(DEADLINE) and not sweep.message
    assert len(registry.store.runs()) <= registry.slots.count + 1


def test_expected_times_are_those_of_recorded_runs_of_the_same_shape_or_of_a_few_batches(registry):
    tried = pace.estimate(TEN.configs)
    assert tried.source == "tried" and 0 < tried.seconds < 60
    finish(start(Grid(SHORT, {"seed": [77]})))
    [record] = registry.store.runs()
    told = pace.estimate(TEN.configs)
    seconds = 10 * record.scalars["seconds"] / registry.slots.count
    assert told.source == "recorded" and told.seconds == pytest.approx(seconds)
    twice = pace.estimate(Grid(SHORT.changed({"epochs": 6}), {"seed": range(10)}).configs)
    assert twice.seconds == pytest.approx(2 * told.seconds)
    wide = Grid(SHORT, {"batch_size": range(1, 30)}).configs
    assert pace.estimate(wide).seconds == float("inf"), "too many shapes to try while a page waits"


def test_nothing_is_tried_that_would_have_to_be_compiled_first(registry, monkeypatch):
    pace._try.cache_clear()
    monkeypatch.setattr(Trainer, "is_warm", property(lambda _: False))
    assert pace.estimate(TEN.configs).seconds == float("inf")


def test_of_a_particle_width_that_is_new_here_the_time_is_told_by_others(registry, monkeypatch):
    seconds = {width: 0.01 / width for width in pace.WIDTHS}  # a batch

    def tried(settings: str) -> float:
        width = parse_config(settings).particle_hidden
        if width not in seconds:
            raise pace.NotCompiled
        return seconds[width]

    monkeypatch.setattr(pace, "_try", tried)
    wide = Grid(SHORT.changed({"particle_hidden": 8}), {"seed": range(10)}).configs
    sizes = {
        width: SHORT.changed({"particle_hidden": width}).particle_size for width in (*seconds, 8)
    }
    batch = min(seconds[width] * sizes[8] / sizes[width] for width in seconds)
    expected = sum(config.steps for config in wide) * batch / registry.slots.count
    assert pace.estimate(wide) == (pytest.approx(expected), "other_widths")
