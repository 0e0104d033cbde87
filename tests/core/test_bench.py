"""The benchmark: contestants that do the same work, fields, and the README's table. No timing."""

import json
from itertools import islice

import pytest
import torch
from helpers import addition

from orgnet_core.__main__ import main
from orgnet_core.bench import benchmark, memory, watching
from orgnet_core.bench.reference import reference_training
from orgnet_core.bench.timing import race
from orgnet_core.presets import PRESETS
from orgnet_core.pruning.dense import dense_training
from orgnet_core.tasks import TASKS
from orgnet_core.training import Trainer, batches_of
from orgnet_views.frames import encode_frames
from scripts import bench_table

EXACT = {"rtol": 1e-11, "atol": 1e-13}
TINY = benchmark.Plan(
    config=addition(device="cpu"),
    large=addition(device="cpu"),
    counts=(10, 100),
    large_batches=2,
    watched_epochs=1,
    viewer=encode_frames,
    repeats=2,
    least=0.0,
)


@pytest.fixture(scope="module")
def found() -> dict:
    """What a small benchmark finds, as read back from JSON."""
    return json.loads(json.dumps(benchmark.measure(TINY)))


@pytest.fixture(params=["addition", "mnist15"])
def config(request):
    settings = {"dtype": "float64", "batch_size": 50, "device": "cpu"}
    if request.param == "mnist15":
        settings |= {"hidden": (1,), "replication_steps": 1, "replication_momentum": "restarted"}
    return PRESETS[request.param].config.changed(settings)


@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
def test_all_contestants_in_self_training_make_the_same_steps(hidden):
    contestants = benchmark.replicators(hidden, 70, torch.float64)
    before = contestants["torch"][0].clone()
    for _, call in contestants.values():
        call()
        call()  # momentum carries over from one turn to the next
    wanted, _ = contestants["torch"]
    assert not torch.equal(wanted, before)
    for weights, _ in contestants.values():
        torch.testing.assert_close(weights.detach(), wanted, **EXACT)


def test_the_slow_organism_is_trained_as_the_trainer_trains(config):
    trainer = Trainer(config)
    slow, advance = reference_training(Trainer(config))
    for _ in range(2):
        trainer.advance()
        advance()
    torch.testing.assert_close(slow.weights, trainer.particles.weights, **EXACT)


def test_the_dense_twin_starts_as_the_organism_and_sees_its_batches(config):
    """An organism whose particles only multiply by w is trained by hand on the same batches."""
    net, train_an_epoch = dense_training(Trainer(config))
    fresh, task, phase = Trainer(config), TASKS[config.task], config.phases[0]
    weight = fresh.particles.response()[4]
    x = task.test(torch.float64).x[:9]
    torch.testing.assert_close(net(x).detach(), fresh.organism.forward(x, weight), **EXACT)
    velocity = torch.zeros_like(weight)
    for x, y in islice(batches_of(fresh), config.batches):
        weight = weight.detach().requires_grad_()
        (slope,) = torch.autograd.grad(task.loss(fresh.organism.forward(x, weight), y), weight)
        velocity = phase.momentum * velocity + slope
        weight = weight - phase.task_lr * velocity
    train_an_epoch()
    trained = torch.cat([matrix.detach().flatten() for matrix in net.parameters()])
    torch.testing.assert_close(trained, weight.detach(), rtol=1e-9, atol=1e-12)


def test_contestants_take_turns_after_one_turn_that_does_not_count():
    turns = []
    medians = race({"a": lambda: turns.append("a"), "b": lambda: turns.append("b")}, 3)
    assert "".join(turns) == "abababab"
    assert medians.keys() == {"a", "b"}
    assert all(t["repeats"] == 3 and t["seconds"] >= 0 for t in medians.values())


def test_short_calls_are_repeated_until_a_turn_is_long_enough():
    calls = []
    medians = race({"short": lambda: calls.append(1)}, repeats=1, least=0.02)
    assert len(calls) > 2
    assert medians["short"]["seconds"] < 0.02


def test_every_part_has_its_fields(found):
    assert list(found) == [
        *("machine", "sr_steps", "batch", "epoch", "scaling", "memory", "viewer")
    ]
    assert found["machine"].keys() == {"cpu", "cores", "threads", "torch", "numba"}
    for one in found["sr_steps"].values():
        assert one["particles"] == 18 and one["steps"] == 5
        assert one["ratios"].keys() == {"torch/fused", "autograd/fused"}
    assert list(found["sr_steps"]) == ["h=2", "h=4"]
    assert found["batch"]["ratios"].keys() == {"reference/trainer"}
    assert found["epoch"]["ratios"].keys() == {"organism h=2/dense", "organism h=4/dense"}
    assert [one["particles"] for one in found["scaling"]] == [10, 100]
    assert found["viewer"]["ratios"].keys() == {"watched/alone"}
    assert "orgnet_views.frames.encode" in found["viewer"]["measured"]


def test_ratios_are_those_of_the_medians_beside_them(found):
    parts = [*found["sr_steps"].values(), found["batch"], found["epoch"], found["viewer"]]
    for part in parts:
        for pair, ratio in part["ratios"].items():
            slow, fast = (part[name] for name in pair.split("/"))
            assert ratio == pytest.approx(slow["seconds"] / fast["seconds"])
            assert slow["repeats"] == fast["repeats"] == 2


def test_scaling_is_told_by_rates_around_their_mean(found):
    rates = [one["ns_per_particle_step"] for one in found["scaling"]]
    for one, rate in zip(found["scaling"], rates, strict=True):
        assert rate == pytest.approx(1e9 * one["fused"]["seconds"] / (5 * one["particles"]))
        assert one["ratios"]["rate/mean rate"] == pytest.approx(2 * rate / sum(rates))


def test_memory_is_that_of_a_process_which_only_trains(found):
    memory = found["memory"]
    if memory is None:
        pytest.skip("this system has no /proc")
    assert memory["particles"] == 18 and memory["particle_weights"] == 18 * 27
    assert 0 <= memory["bytes"] < 1e9
    assert memory["ratios"]["bytes/particle weight"] == memory["bytes"] / (18 * 27)
    assert memory["batch"]["repeats"] == 2 and memory["batch"]["seconds"] > 0


def test_without_proc_memory_is_not_measured(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "PROCESS", tmp_path / "missing")
    assert benchmark.memory(TINY) is None


def test_a_viewer_is_given_the_run_as_it_grows(registry):
    run, fetched = registry.create(TINY.config), []
    watching.finish_watched(run, lambda run, first: fetched.append((run.id, first)))
    assert fetched[0] == (run.id, 0)
    assert len(run.snapshots) > 1


def test_a_run_that_comes_to_no_end_is_no_measurement(registry):
    run = registry.create(addition(task_lr=10, replication_lr=10, epochs=50))
    with pytest.raises(RuntimeError, match="diverged"):
        watching.finish(run)


def test_a_stand_in_for_the_page_reads_all_arrays_that_are_new(registry):
    run = registry.create(TINY.config)
    watching.finish(run)
    wanted = b"".join(
        array.tobytes() for one in run.snapshots[2:] for array in one.arrays().values()
    )
    assert benchmark.frame_bytes(run, 2) == wanted != b""


def test_the_command_prints_json_or_a_line_for_each_part(monkeypatch, capsys, found):
    monkeypatch.setattr(benchmark, "measure", lambda plan: found)
    assert main(["bench", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == found
    assert main(["bench"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert found["machine"]["cpu"] in lines[0]
    starts = ["sr_steps h=2", "sr_steps h=4", "batch", "epoch", "scaling 10", "scaling 100"]
    starts += ["memory"] * (found["memory"] is not None) + ["viewer"]
    assert len(lines) == 1 + len(starts)
    assert all(line.startswith(start) for line, start in zip(lines[1:], starts, strict=True))


def test_the_table_replaces_only_what_is_between_its_markers():
    text = f"before\n{bench_table.BEGIN}\nold | table\n{bench_table.END}\n\nafter\n"
    once = bench_table.replaced(text, "new")
    assert once == f"before\n{bench_table.BEGIN}\nnew\n{bench_table.END}\n\nafter\n"
    assert bench_table.replaced(once, "new") == once


@pytest.mark.parametrize(
    "text", ["", bench_table.BEGIN, bench_table.END + bench_table.BEGIN], ids=repr
)
def test_without_both_markers_in_order_nothing_is_written(text):
    with pytest.raises(SystemExit):
        bench_table.replaced(text, "new")


def test_the_readme_is_rewritten_from_a_file_of_json(monkeypatch, tmp_path, found):
    readme, measured = tmp_path / "README.md", tmp_path / "bench.json"
    readme.write_text(original := bench_table.README.read_text())
    measured.write_text(json.dumps(found))
    monkeypatch.setattr(bench_table, "README", readme)
    bench_table.main([str(measured)])
    once = readme.read_text()
    bench_table.main([str(measured)])
    assert readme.read_text() == once
    assert once.split(bench_table.BEGIN)[0] == original.split(bench_table.BEGIN)[0]
    assert once.split(bench_table.END)[1] == original.split(bench_table.END)[1]
    assert found["machine"]["cpu"] in once


def test_the_table_has_a_row_for_each_thing_and_memory_only_if_measured(found):
    memory = {"particles": 986_000, "ratios": {"bytes/particle weight": 36.7}}
    rows = bench_table.table(found | {"memory": memory})[2:]
    assert len(rows) == 10 and all(row.count("|") == 4 for row in rows)
    assert rows[-1].endswith("986,000 particles, per particle weight | 37 bytes | ≤ 64 bytes |")
    assert bench_table.table(found | {"memory": None})[2:] == rows[:-1]
