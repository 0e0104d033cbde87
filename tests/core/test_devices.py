"""The same organism on another device: on CUDA where there is one, and on a stand-in anywhere."""

import numpy as np
import pytest
import torch
from elsewhere import NAME, Device, Elsewhere

from orgnet_core import kernels
from orgnet_core.bench.twins import TWINS
from orgnet_core.config import RunConfig
from orgnet_core.measures import FIRST_ORDER
from orgnet_core.presets import PRESETS
from orgnet_core.pruning.controls import replicated
from orgnet_core.pruning.retraining import initial_weights, retrain
from orgnet_core.robustness import kick, self_apply
from orgnet_core.selftraining import self_train
from orgnet_core.training import Trainer

CLOSE = {"rtol": 1e-7, "atol": 1e-9}  # in float64; CUDA adds up in an order of its own
needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")


@pytest.fixture(params=[pytest.param("cuda", marks=needs_cuda), pytest.param(NAME, id="stand-in")])
def there(request, monkeypatch):
    """The device; entered, and what `auto` stands for."""
    if request.param == "cuda":
        monkeypatch.setattr("orgnet_core.config.CUDA_FROM", 0)
        yield torch.device("cuda")
        return
    of_config = RunConfig.torch_device
    monkeypatch.setattr(
        RunConfig,
        "torch_device",
        property(lambda c: torch.device(NAME) if c.device == "auto" else of_config.fget(c)),
    )
    with Device():
        yield torch.device(NAME)


def config_of(name: str, device: str = "auto", **settings) -> RunConfig:
    return PRESETS[name].config.changed({"device": device, "dtype": "float64"} | settings)


def grown(config: RunConfig, batches: int) -> Trainer:
    trainer = Trainer(config)
    for _ in range(batches):
        trainer.advance()
    return trainer


def assert_same(found, expected) -> None:
    """The numbers of two snapshots, but for the seconds."""
    for name, array in expected.arrays().items():
        np.testing.assert_allclose(getattr(found, name), array, **CLOSE)
    assert found.task_loss == pytest.approx(expected.task_loss)
    assert found.metric == pytest.approx(expected.metric)


@pytest.mark.parametrize("name", ["addition", "mnist15", "mnist15-quick"])
def test_an_organism_grows_there_as_on_the_cpu(there, name):
    away = grown(config_of(name), 10)
    assert away.particles.weights.device.type == there.type and away.kernels is kernels
    assert_same(away.snapshot(), grown(config_of(name, "cpu"), 10).snapshot())


@pytest.mark.parametrize("replication", ["gradient", "constraint", "projection"])
@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_phases_of_every_sort_train_there_as_on_the_cpu(there, replication, optimiser):
    sort = {"replication": replication, "optimiser": optimiser, "start": "dense"}
    away, here = (grown(config_of("addition", on, **sort), 10) for on in ("auto", "cpu"))
    weights = away.particles.weights.cpu()
    torch.testing.assert_close(weights, here.particles.weights, rtol=1e-6, atol=1e-8)
    resumed = Trainer.resumed(config_of("addition", "auto", **sort), away.checkpoint())
    for trainer in (away, resumed):
        trainer.advance()
    assert torch.equal(away.particles.weights.cpu(), resumed.particles.weights.cpu())


def test_a_big_organism_is_measured_there_to_first_order(there):
    config = {"hidden": (100, 100), "particle_hidden": 1}
    found, expected = (
        grown(config_of("mnist15", device, **config), 2).snapshot() for device in ("auto", "cpu")
    )
    assert found.contribution_method == FIRST_ORDER
    assert_same(found, expected)


@pytest.mark.parametrize("device", ["auto", "cpu"])
def test_what_was_grown_there_goes_on_there_and_on_the_cpu(there, device):
    trainer = grown(config_of("addition"), 25)
    moved = Trainer.resumed(config_of("addition", device), trainer.checkpoint())
    for one in (trainer, moved):
        one.advance()
    assert_same(moved.snapshot(), trainer.snapshot())


def test_a_cut_organism_is_trained_on_there(there):
    """And what is handed out for others to work on is on the CPU."""
    stages = {}
    for device in ("auto", "cpu"):
        config = config_of("addition", device, epochs=1)
        cut = np.arange(config.organism.particles) < 3
        weights = initial_weights(config)
        assert weights.device.type == "cpu"
        *_, stages[device] = retrain(config, weights, cut)
    away, here = stages.values()
    assert (away.specimen.weight[cut] == 0).all()
    np.testing.assert_allclose(away.specimen.weight, here.specimen.weight, **CLOSE)
    assert away.score.task_loss == pytest.approx(here.score.task_loss)


def test_particles_there_replicate_alone_and_stand_noise_as_on_the_cpu(there):
    config = config_of("addition")
    away = grown(config, 25).particles.weights
    here, hidden = away.cpu(), config.particle_hidden
    for weights in (away, here):
        trained = self_train(weights, hidden, 20, 0.01, 0.9)
        applied = self_apply(kick(weights, 0.1, seed=1), weights, hidden, most=5)
        found = trained.loss, trained.kind, trained.response, applied.error, applied.fixpoint_steps
        if weights is away:
            expected = found
    for mine, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine, theirs, **CLOSE)
    after = [replicated(config, weights, 5, config.phases[0]) for weights in (away, here)]
    np.testing.assert_allclose(after[0].replication_error, after[1].replication_error, **CLOSE)


@pytest.mark.parametrize("twin", TWINS)
def test_dense_twins_are_trained_and_scored_there(there, twin):
    assert 0 <= TWINS[twin](config_of("addition")).run(1) < 1


def test_the_stand_in_is_as_strict_as_cuda():
    with Device():
        away, here = torch.ones(3, device=NAME), torch.ones(3)
        assert type(away) is Elsewhere and type(away[:2].add_(1)) is Elsewhere
        assert away.cpu().tolist() == [2, 2, 1] and (away + here[0]).cpu().tolist() == [3, 3, 2]
        with pytest.raises(RuntimeError, match="two devices"):
            away + here
        with pytest.raises(RuntimeError, match="numpy"):
            away.numpy()
