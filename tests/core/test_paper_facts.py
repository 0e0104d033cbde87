"""The paper's figures as numbers: each against a slow count of its own."""

import numpy as np
import pytest
import torch
from specimens import DIGITS, recorded

from orgnet_core.endurance import DRAWS, LEVELS
from orgnet_core.fixpoints import Kind
from orgnet_core.organism import Organism
from orgnet_core.paper.addition import grow_adding, next_replication_loss
from orgnet_core.paper.endurance import lives_of
from orgnet_core.paper.pictures import reading_facts
from orgnet_core.paper.substitution import copy_errors, particle_by_particle
from orgnet_core.paper.variants import Variant, variants_of
from orgnet_core.particles import WEIGHT, Particles, layer_shapes
from orgnet_core.pruning import Specimen, cut_first, evaluate, ranking
from orgnet_core.robustness import kick, self_apply
from orgnet_core.tasks import TASKS, Batch
from orgnet_core.training import Trainer


def population(organism: Organism, hidden: int, dtype=torch.float64) -> Particles:
    generator = torch.Generator().manual_seed(5)
    return Particles.initial(hidden, organism.particles, generator, dtype)


@pytest.mark.parametrize("activation", ["linear", "gelu", "tanh"])
def test_an_organism_particle_by_particle_is_what_each_of_its_nets_says(activation):
    organism = Organism((3, 2, 4), activation)
    particles = population(organism, hidden=2)
    x = torch.randn(5, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    values = x
    number = 0
    for layer, (cells, edges) in enumerate(organism.shapes):
        sums = []
        for _cell in range(cells):
            total = torch.zeros(len(x), dtype=torch.float64)
            for edge in range(edges):
                net = particles.weights[:, number].split([a * b for a, b in layer_shapes(2)])
                w1, w2, w3 = (
                    each.view(shape) for each, shape in zip(net, layer_shapes(2), strict=True)
                )
                given = torch.zeros(len(x), 5, dtype=torch.float64)
                given[:, 4] = values[:, edge]
                total = total + (given @ w1.T @ w2.T @ w3.T)[:, 0]
                number += 1
            sums.append(total)
        values = organism.activate(torch.stack(sums, 1), layer)
    torch.testing.assert_close(particle_by_particle(organism, particles, x), values)
    dense = organism.forward(x, particles.response()[WEIGHT])
    torch.testing.assert_close(dense, values)


def test_errors_of_the_dense_copy_are_means_over_the_batch():
    organism = Organism((2, 1), "linear")
    particles = population(organism, hidden=1)
    weight = particles.response()[WEIGHT]
    x, y = torch.tensor([[1.0, 2.0], [0.0, 1.0]]), torch.tensor([[0.0], [1.0]])
    found = copy_errors(organism, particles, Batch(x, y))
    by_hand = [
        abs(float(a * weight[0] + b * weight[1]) - float(t)) for (a, b), t in zip(x, y, strict=True)
    ]
    assert found.copy == pytest.approx(np.mean(by_hand))
    assert found.organism == pytest.approx(found.copy) and found.difference < 1e-15


@pytest.mark.parametrize("momentum", ["kept", "restarted"])
def test_the_replication_loss_of_a_batch_is_that_of_its_steps_and_changes_nothing(momentum):
    trainer = Trainer(Variant("addition", 10, momentum).config(3).changed({"epochs": 2}))
    for _ in range(7):
        trainer.advance()
    before = trainer.particles.weights.clone(), trainer.replication_velocity.clone()
    found = next_replication_loss(trainer)
    assert torch.equal(trainer.particles.weights, before[0])
    assert torch.equal(trainer.replication_velocity, before[1])
    assert found == pytest.approx(by_autograd(trainer, momentum), rel=1e-4)


def by_autograd(trainer: Trainer, momentum: str) -> float:
    """Def. 5 and SGD, spelt out, in float64."""
    phase, hidden = trainer.phase, trainer.config.particle_hidden
    weights = trainer.particles.weights.double()
    velocity = trainer.replication_velocity.double() * (momentum == "kept")
    total = 0.0
    for _ in range(phase.replication_steps):
        now = weights.clone().requires_grad_()
        response = Particles(now, hidden).response()
        said = response[0] * weights + Particles(weights, hidden).positions @ response[1:4]
        loss = (said - weights).square().mean(0).sum()
        total += loss.item()
        velocity = phase.momentum * velocity + torch.autograd.grad(loss, now)[0]
        weights = weights - phase.replication_lr * velocity
    return total


def test_lives_are_counted_by_themselves_or_on_and_on():
    trainer = Trainer(Variant("addition", 10, "kept").config(0).changed({"epochs": 12}))
    while not trainer.done:
        trainer.advance(16)
    particles = Particles(trainer.particles.weights[:, :4], 3)
    found = lives_of(particles)
    for level, size in list(enumerate(LEVELS))[::4]:
        single, totals, total = [], [], np.zeros(4)
        for seed in range(DRAWS):
            kicked = kick(particles.weights, size, seed)
            single.extend(self_apply(kicked, particles.weights, 3).steps)
            kicked = kick(particles.weights, size, seed, "uniform")
            total = total + self_apply(kicked, particles.weights, 3).steps
            totals.extend(total)
        assert found.by_life[level] == np.median(single)
        assert found.running[level] == np.median(totals)
    assert lives_of(Particles(particles.weights[:, :0], 3)).by_life == []


@pytest.fixture(scope="module")
def adding():
    return grow_adding(Variant("addition", 10, "restarted").config(1))


def test_adding_is_measured_at_each_end_of_an_epoch(adding):
    assert adding.epoch == [*range(61)] and adding.self_replicators[0] == 0
    first = next(e for e, n in zip(adding.epoch, adding.self_replicators, strict=True) if n == 18)
    assert adding.all_replicate == first
    assert adding.plateau("mean_error") == np.median(adding.mean_error[-10:])
    assert adding.copies["float64"].difference < 1e-15 < adding.copies["float32"].difference


def test_the_papers_figures_of_adding_come_out_under_the_readings_of_its_code(adding):
    """Restarted momentum: Fig. 3; uniform noise and counters that run on: Fig. 4."""
    assert 0.5e-10 < adding.plateau("replication_loss") < 4e-10
    papers = np.array([28, 34, 41, 50, 57, 68, 77, 78, 79, 79])
    assert np.abs(np.array(adding.lives.running) / papers - 1).max() < 0.1
    assert max(adding.lives.by_life) < 17 and 3.9 < adding.lives.growth < 4.1


def test_each_organism_has_the_presets_reading_and_three_others():
    for organism in ("addition", "mnist"):
        first, *others = variants_of(organism)
        assert len({each.name for each in (first, *others)}) == 4
        assert first.config(7).phases[0].replication_momentum == "kept"
        assert {each.config(7).seed for each in others} == {7}


def test_reading_is_measured_as_one_would_by_hand():
    snapshots = recorded("digits")
    found = reading_facts(DIGITS, snapshots)
    ends = [each for each in snapshots if each.step % DIGITS.batches == 0]
    last = ends[-1]
    organism = Specimen.of(DIGITS, last)
    assert found.epoch == [*range(DIGITS.epochs + 1)]
    assert found.accuracy == [each.metric for each in ends]
    assert found.cut_costs == [each.metric - each.metric_without_replicators for each in ends]
    replicators = organism.replicators
    smallest = cut_first(ranking(organism, "l1_global"), int(replicators.sum()))
    by_hand = [evaluate(organism, cut).metric for cut in (None, replicators, smallest)]
    cuts = found.cuts
    assert [cuts.whole, cuts.without_replicators, cuts.without_smallest] == by_hand
    assert cuts.replicators_alone == evaluate(organism, ~replicators).metric


def test_pixels_and_layers_are_counted_particle_by_particle():
    found, last = reading_facts(DIGITS, recorded("digits")), recorded("digits")[-1]
    layer, _, edge = DIGITS.organism.positions()
    dark, pixels = set(TASKS["mnist15"].picture.dark), [0] * 225
    leaving, on_dark = [0] * len(DIGITS.organism.shapes), 0
    for number, kind in enumerate(last.kind):
        if kind == Kind.SELF_REPLICATOR:
            leaving[layer[number]] += 1
            if layer[number] == 0:
                pixels[edge[number]] += 1
                on_dark += edge[number] in dark
    assert found.pixels.replicators == pixels
    assert found.pixels.on_dark == pytest.approx(on_dark / max(1, sum(pixels)))
    assert found.leaving["self_replicator"] == leaving
