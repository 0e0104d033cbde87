"""The benchmark: contestants that do the same work, fields, and the README's table. No timing."""

import json
import pickle
from contextlib import contextmanager
from itertools import chain, islice

import pytest
import torch
from helpers import addition

from orgnet_core.__main__ import main
from orgnet_core.bench import benchmark, memory, timing, watching
from orgnet_core.bench.breakdown import parts
from orgnet_core.bench.reference import reference_training
from orgnet_core.bench.replicators import contestants, replicators
from orgnet_core.bench.timing import Contestant
from orgnet_core.bench.twins import DenseTwin
from orgnet_core.bench.whole_runs import BEGINNINGS, Beginnings
from orgnet_core.drawing import batches_from
from orgnet_core.presets import PRESETS
from orgnet_core.pruning.dense import dense_training
from orgnet_core.tasks import TASKS
from orgnet_core.training import Trainer
from orgnet_views.frames import encode_frames
from scripts import bench_table

EXACT = {"rtol": 1e-11, "atol": 1e-13}
CPU = torch.device("cpu")
TINY = benchmark.Plan(
    config=addition(),
    quick=addition(epochs=1),
    large=addition(),
    counts=(10, 100),
    beginnings=Beginnings(1, 2),
    large_batches=2,
    watched_epochs=1,
    viewer=encode_frames,
    repeats=2,
    run_repeats=2,
    least=0.0,
)


@pytest.fixture(scope="module")
def found() -> dict:
    """What a small benchmark finds, as read back from JSON; all contestants in this process."""

    @contextmanager
    def here(contestant: Contestant):
        call = pickle.loads(pickle.dumps(contestant)).make()
        yield lambda least: timing.turn(call, least)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timing, "_place", here)
        return json.loads(json.dumps(benchmark.measure(TINY)))


@pytest.fixture(params=["addition", "mnist15"])
def config(request):
    settings = {"dtype": "float64", "batch_size": 50, "device": "cpu"}
    if request.param == "mnist15":
        settings |= {"hidden": (1,), "replication_steps": 1}
    return PRESETS[request.param].config.changed(settings)


@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
def test_all_contestants_in_self_training_make_the_same_steps(hidden):
    made = {name: replicators(name, hidden, 70, torch.float64, CPU) for name in contestants(CPU)}
    wanted, _ = made["torch"]
    before = wanted.clone()
    for _, call in made.values():
        call()
        call()  # momentum carries over from one turn to the next
    assert not torch.equal(wanted, before)
    for weights, _ in made.values():
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
    for x, y in islice(batches_from(fresh.config, fresh.step), config.batches):
        weight = weight.detach().requires_grad_()
        (slope,) = torch.autograd.grad(task.loss(fresh.organism.forward(x, weight), y), weight)
        velocity = phase.momentum * velocity + slope
        weight = weight - phase.task_lr * velocity
    train_an_epoch()
    trained = torch.cat([matrix.detach().flatten() for matrix in net.parameters()])
    torch.testing.assert_close(trained, weight.detach(), rtol=1e-9, atol=1e-12)


def test_the_twin_in_plain_torch_starts_as_the_organism_and_descends_the_task_loss(config):
    config = config.changed({"input_noise": 0})
    twin, trainer, task = DenseTwin(config), Trainer(config), TASKS[config.task]
    weight = trainer.particles.response()[4].requires_grad_()
    torch.manual_seed(7)
    twin.advance()
    torch.manual_seed(7)
    chosen = torch.randperm(task.samples)[: config.batch_size]
    loss = task.loss(trainer.organism.forward(twin.x[chosen], weight), twin.y[chosen])
    (slope,) = torch.autograd.grad(loss, weight)
    trained = torch.cat([matrix.detach().flatten() for matrix in twin.net.parameters()])
    wanted = (weight - config.phases[0].task_lr * slope).detach()
    torch.testing.assert_close(trained, wanted, rtol=1e-9, atol=1e-12)


def test_the_twin_in_plain_torch_sees_all_samples_in_every_epoch_and_learns(monkeypatch):
    config, seen = addition(), []
    twin = DenseTwin(config)
    before = twin.run(0), twin.task.score(twin.net(twin.test_x), twin.test_y).item()
    loss = twin.task.loss
    monkeypatch.setattr(
        type(twin.task), "loss", lambda _, output, y: seen.append(y) or loss(output, y)
    )
    after = twin.run(1)
    assert sorted(torch.cat(seen).flatten().tolist()) == sorted(twin.y.flatten().tolist())
    assert after < before[1]


def test_the_parts_of_a_batch_leave_the_organism_as_it_is():
    trainer = Trainer(addition())
    before = trainer.particles.weights.clone()
    for name, call in parts(trainer).items():
        if name != "batch":
            call()
            call()
    assert torch.equal(trainer.particles.weights, before) and trainer.step == 0


def test_every_part_has_its_fields(found):
    assert list(found) == [
        *("machine", "sr_steps", "batch", "batch_parts", "runs", "large"),
        *("scaling", "memory", "viewer"),
    ]
    assert found["machine"].keys() == {"cpu", "cores", "torch", "numba"}
    for one in found["sr_steps"].values():
        assert one["particles"] == 18 and one["steps"] == 5
        assert one["ratios"].keys() == {"torch/fused", "autograd/fused"}
    assert list(found["sr_steps"]) == list(found["batch_parts"]) == ["h=2", "h=4"]
    assert found["batch"]["ratios"].keys() == {"reference/trainer"}
    for one in found["batch_parts"].values():
        assert {"SR steps/batch", "task step/batch", "snapshot/batch"} <= one["ratios"].keys()
    assert {"h=2/dense", "h=4/dense"} <= found["runs"]["mnist15"]["ratios"].keys()
    assert "organism/dense" in found["runs"]["mnist15-quick"]["ratios"]
    assert "organism/dense" in found["large"]["ratios"] and found["large"]["cores"] == 2
    assert [one["particles"] for one in found["scaling"]] == [10, 100]
    assert found["viewer"]["ratios"].keys() == {"watched/alone"}
    assert "orgnet_views.frames.encode" in found["viewer"]["measured"]


def test_ratios_are_those_of_the_medians_beside_them(found):
    several = (found[name].values() for name in ("sr_steps", "batch_parts", "runs"))
    parts = [*chain(*several), found["batch"], found["large"], found["viewer"]]
    for part in parts:
        for pair, ratio in part["ratios"].items():
            slow, fast = (part[name] for name in pair.split("/"))
            assert ratio == pytest.approx(slow["seconds"] / fast["seconds"])
            assert slow["repeats"] == fast["repeats"] == 2


def test_scaling_is_told_by_rates_around_their_mean(found):
    rates = [one["ns_per_particle_step"] for one in found["scaling"]]
    for one, rate in zip(found["scaling"], rates, strict=True):
        assert rate == pytest.approx(1e9 * one["engine"]["seconds"] / (5 * one["particles"]))
        assert one["ratios"]["rate/mean rate"] == pytest.approx(2 * rate / sum(rates))


def test_memory_is_that_of_a_process_which_only_trains(found):
    memory = found["memory"]
    if memory is None:
        pytest.skip("this system has no /proc")
    assert memory["particles"] == 18 and memory["particle_weights"] == 18 * 27
    assert 0 <= memory["bytes"] < 1e9
    assert memory["ratios"]["bytes/particle weight"] == memory["bytes"] / (18 * 27)


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
    starts = ["batch", "large", *["memory"] * (found["memory"] is not None), "viewer"]
    starts += [f"{part} h={h}" for part in ("sr_steps", "batch_parts") for h in (2, 4)]
    starts += ["runs mnist15", "runs mnist15-quick", "scaling 10", "scaling 100"]
    assert len(lines) == 1 + len(starts)
    assert all(line.startswith(start) for line, start in zip(lines[1:], starts, strict=True))


def test_whole_runs_and_a_device_can_be_asked_for(monkeypatch, capsys, found):
    plans = []
    monkeypatch.setattr(benchmark, "measure", lambda plan: plans.append(plan) or found)
    assert main(["bench", "--json"]) == main(["bench", "--whole", "--device", "cuda"]) == 0
    assert [(plan.beginnings, plan.device) for plan in plans] == [
        (BEGINNINGS, "cpu"),
        (None, "cuda"),
    ]


@pytest.mark.parametrize("device", ["cuda", "tpu"])
def test_a_device_that_is_not_there_is_refused_in_one_line(monkeypatch, capsys, device):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert main(["bench", "--device", device]) == 2
    told = capsys.readouterr()
    assert not told.out
    assert told.err.startswith("device ") and told.err.count("\n") == 1


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
    assert all(row.count("|") == 4 for row in rows)
    assert rows[-1].endswith("986,000 particles, per particle weight | 37 bytes | ≤ 40 bytes |")
    assert bench_table.table(found | {"memory": None})[2:] == rows[:-1]


def test_the_table_says_how_whole_runs_were_told_and_on_how_many_cores_the_twin_ran():
    paper = {"ratios": {"h=4/dense": 0.49, "h=2/dense": 0.4}, "epochs": 200, "cores": {"dense": 1}}
    quick = {"ratios": {"organism/dense": 0.55}, "epochs": 20, "told_by_epochs": [20]}
    runs = {
        "mnist15": paper | {"told_by_epochs": [5, 20]},
        "mnist15-quick": quick | {"cores": {"dense": "all"}},
    }
    first, second, third = bench_table.whole_runs(runs)
    run, twin = "A whole recorded run of", "all cores: to its dense baseline in plain torch"
    assert first == (
        f"{run} `mnist15`, h = 4, measured on 20 of its 200 epochs, {twin}, on 1 core",
        "0.49×",
        "≤ 0.5×",
    )
    assert second[1:] == ("0.40×", "≤ 0.45×")
    assert third[0] == f"{run} `mnist15-quick`, {twin}, on all cores"
    paper["ratios"]["h=4/compiled"], paper["cores"]["compiled"] = 3.4, 1
    assert bench_table.whole_runs(runs)[-1][1:] == ("3.40×", "≤ 4×")
