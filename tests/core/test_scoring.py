"""Whole sets of samples are scored as the task says, several organisms in one pass."""

import numpy as np
import pytest
import torch
from pictures import EVERY_TASK

from orgnet_core import scoring
from orgnet_core.organism import Organism
from orgnet_core.scoring import metric_of, outputs_of, score
from orgnet_core.tasks import TASKS

each_task = pytest.mark.parametrize("name", EVERY_TASK)


def several(name, dtype):
    """(task, organism, weights of three)."""
    task, generator = TASKS[name], torch.Generator().manual_seed(3)
    organism = Organism((task.inputs, 6, 4, task.outputs))
    weights = torch.randn(3, organism.particles, generator=generator, dtype=torch.float64)
    return task, organism, (0.2 * weights).to(dtype)


@each_task
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_compiled_scores_are_the_tasks_own(monkeypatch, name, dtype):
    task, organism, weights = several(name, dtype)
    x, y = task.test(dtype)
    monkeypatch.setattr(scoring, "AT_ONCE", 10_001)
    found = [score(task, output, y, True) for output in outputs_of(organism, x, weights, True)]
    outputs = [organism.forward(x, weight) for weight in weights]
    expected = [(task.loss(each, y).item(), task.score(each, y).item()) for each in outputs]
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    if task.classes:
        assert [metric for _, metric in found] == [metric for _, metric in expected]


@each_task
def test_the_twin_gives_the_same(name):
    task, organism, weights = several(name, torch.float64)
    x, y = task.test(torch.float64)
    compiled, plain = (outputs_of(organism, x, weights, each) for each in (True, False))
    torch.testing.assert_close(compiled, plain)
    assert score(task, plain[0], y, False) == pytest.approx(score(task, plain[0], y, True))


@each_task
@pytest.mark.parametrize("is_compiled", [False, True], ids=["torch", "compiled"])
@pytest.mark.parametrize("bad", [None, np.nan, np.inf, -np.inf])
def test_the_metric_alone_is_that_of_the_score_to_the_last_bit(name, is_compiled, bad):
    task, organism, weights = several(name, torch.float32)
    x, y = task.test(torch.float32)
    output = outputs_of(organism, x, weights, is_compiled)[0]
    if bad is not None:
        output[-1, 5] = bad
    found = metric_of(task, output, y, is_compiled)
    np.testing.assert_array_equal(found, score(task, output, y, is_compiled)[1])


@each_task
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_one_output_that_is_no_number_makes_no_score(name, bad):
    task, organism, weights = several(name, torch.float32)
    x, y = task.test(torch.float32)
    output = outputs_of(organism, x, weights, True)[0]
    output[-1, 5] = bad
    assert np.isnan(score(task, output, y, True)[1]) or not task.classes
    assert not np.isfinite(score(task, output, y, True)[1])
