"""What cutting all self-replicators costs at every recorded step, and who is to blame where that is
much."""

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
import torch
from specimens import CONFIGS, grown, net_without, recorded, sizes, specimen

from orgnet_core.config import RunConfig
from orgnet_core.fixpoints import Kind
from orgnet_core.pruning import CostOverTime, Specimen, blame_at, distribution
from orgnet_core.pruning.blame import GONE, MOST
from orgnet_core.pruning.over_time import DEAR, costs
from orgnet_core.snapshot import Snapshot
from orgnet_core.tasks import TASKS, Batch


def plain_metric(organism: Specimen, cut: np.ndarray) -> float:
    """Of the organism read off as an ordinary net, weights at zero where it is cut."""
    x, y = organism.task.test(organism.config.torch_dtype)
    with torch.no_grad():
        output = net_without(organism, cut)(x)
    if organism.task.classes:
        return (output.argmax(1) == y).double().mean().item()
    return (output - y).abs().mean().item()


@pytest.mark.parametrize("name", CONFIGS)
def test_the_cost_at_every_step_is_that_of_an_ordinary_net_with_zeros(name):
    config, steps = CONFIGS[name], recorded(name)
    found = costs(config.task, [each.scalars() for each in steps])
    assert len(found) == len(steps)
    sign = 1 if TASKS[config.task].higher_is_better else -1
    for each, cost in zip(steps, found, strict=True):
        organism = Specimen.of(config, each)
        metrics = (plain_metric(organism, cut) for cut in (organism.kind > 9, organism.replicators))
        whole, cut = metrics
        assert cost == pytest.approx(sign * (whole - cut), abs=2e-4)


RUNS = [
    CostOverTime(3, (0, 1, 2, 3), (0.0, 0.2, -0.01, 0.03)),
    CostOverTime(5, (0, 1, 2, 3), (nan, 0.01, inf, 0.02)),
]


def test_a_distribution_counts_every_finite_step_of_every_run_alike():
    found = distribution(RUNS)
    values = [0.0, 0.2, -0.01, 0.03, 0.01, 0.02]
    assert (found.runs, found.steps) == (2, len(values))
    assert found.median == np.median(values) and found.high == found.largest == 0.2
    assert (found.seed, found.epoch) == (3, 1)
    assert found.dear == tuple(sum(v > limit for v in values) for limit in DEAR) == (2, 1)
    assert found.runs_dear == (1, 1)


def test_where_no_cost_is_finite_there_is_no_distribution():
    assert distribution([]) is None
    assert distribution([CostOverTime(0, (0.0,), (nan,))]) is None
    assert distribution([CostOverTime(0, (), ()), RUNS[0]]).steps == 4


def test_costs_may_be_counted_from_an_epoch_on():
    steps = [each.scalars() for each in recorded("digits")]
    found = CostOverTime.of("mnist15", 7, steps, since=1)
    later = [each for each in steps if each["epoch"] >= 1]
    assert 0 < len(later) < len(steps)
    assert found == CostOverTime(7, [each["epoch"] for each in later], costs("mnist15", later))


def labelled(name: str, replicators: list[int]) -> tuple[RunConfig, Snapshot]:
    """The small organism with these particles for its self-replicators."""
    kind = np.full(len(grown(name).kind), Kind.OTHER, np.uint8)
    kind[replicators] = Kind.SELF_REPLICATOR
    return CONFIGS[name], replace(grown(name), kind=kind)


def idle_and_busy() -> tuple[list[int], int]:
    """Particles of the digits' organism on ever-dark pixels, and the one of the last layer whose
    absence costs most on the test set."""
    organism, everything = specimen("digits"), sizes(specimen("digits"))
    dark = set(organism.task.picture.dark)
    idle = [p for p, (layer, _, edge) in enumerate(everything) if layer == 0 and edge in dark]
    last = [p for p, (layer, _, _) in enumerate(everything) if layer == 2]
    numbers = np.arange(len(everything))
    return idle, min(last, key=lambda p: plain_metric(organism, numbers == p))


def test_one_busy_particle_among_idle_ones_is_to_blame():
    idle, busy = idle_and_busy()
    config, snapshot = labelled("digits", [*idle, busy])
    found = blame_at(config, snapshot)
    organism = Specimen.of(config, snapshot)
    cut = organism.replicators
    whole, gone = (plain_metric(organism, mask) for mask in (cut & False, cut))
    assert found.cost == pytest.approx(whole - gone, abs=2e-4) and found.cost > DEAR[0]
    (suspect,) = found.suspects
    assert suspect.particle == busy
    assert (suspect.layer, suspect.cell, suspect.edge) == sizes(organism)[busy]
    spared = plain_metric(organism, cut & (np.arange(len(cut)) != busy))
    assert suspect.left == pytest.approx(whole - spared, abs=2e-4)
    assert found.is_settled and suspect.left <= GONE * found.cost
    assert suspect.weight == snapshot.weight[busy]
    assert suspect.gradient == abs(snapshot.gradient[busy])
    others = [p for p, (layer, *_) in enumerate(sizes(organism)) if layer == 2]
    assert suspect.layer_gradient == pytest.approx(np.median(np.abs(snapshot.gradient[others])))


def test_idle_particles_alone_have_nobody_to_blame():
    idle, _ = idle_and_busy()
    found = blame_at(*labelled("digits", idle))
    assert abs(found.cost) < DEAR[0] and not found.suspects and not found.is_settled


def test_where_all_work_together_a_few_are_not_enough():
    everything = list(range(len(grown("digits").kind)))
    found = blame_at(*labelled("digits", everything))
    assert found.cost > DEAR[1] and not found.is_settled and len(found.suspects) <= MOST
    assert blame_at(*labelled("digits", [])).suspects == ()


def test_they_are_chosen_on_training_samples_alone(monkeypatch):
    """With other test labels the same particle is named; what it costs is another number."""
    idle, busy = idle_and_busy()
    task = TASKS["mnist15"]
    before = blame_at(*labelled("digits", [*idle, busy]))
    x, y = task.test(torch.float32)
    wrong = Batch(x, (y + 1) % 10)
    monkeypatch.setattr(type(task), "test", lambda *_: wrong)
    after = blame_at(*labelled("digits", [*idle, busy]))
    assert [each.particle for each in after.suspects] == [each.particle for each in before.suspects]
    assert after.cost != before.cost
