"""The small dense net: tuned on training samples alone, of the size asked for, and no weakling."""

from dataclasses import asdict

import pytest
import torch
import torch.nn.functional as F
from specimens import DIGITS

from orgnet_core.pruning import small_net
from orgnet_core.pruning.small_net import RATES, _Nets
from orgnet_core.tasks import TASKS, Batch

SHORT = DIGITS.changed({"epochs": 2})


def test_it_learns_and_the_same_seed_gives_the_same_net():
    found = small_net(SHORT, 924)
    assert (found.hidden, found.mult_adds) == (4, 4 * 235)
    assert found.rate in RATES and found.epoch in (1, 2) and found.metric > 0.6
    assert asdict(small_net(SHORT, 924)) == asdict(found)


def test_it_has_a_hidden_cell_whatever_is_left():
    assert small_net(DIGITS.changed({"epochs": 1}), 0).hidden == 1


def test_it_sees_nothing_of_the_test_data_before_it_is_chosen(monkeypatch):
    """Other test data, another score, the same choice."""
    before, task = small_net(SHORT, 500), TASKS["mnist15"]
    monkeypatch.setattr(task, "_test", lambda dtype: Batch(torch.zeros(10, 225), torch.arange(10)))
    after = small_net(SHORT, 500)
    assert after.metric == pytest.approx(0.1), "all alike are one class"
    assert (after.rate, after.epoch) == (before.rate, before.epoch)


@pytest.mark.parametrize("number", range(len(RATES)))
def test_each_of_the_nets_learns_as_torch_would_train_it_alone(number):
    nets, task = _Nets(SHORT, 3), TASKS["mnist15"]
    alone = [weight[0].clone().requires_grad_() for weight in nets.copy(number)]
    job = torch.optim.SGD(alone, lr=RATES[number], momentum=SHORT.phases[0].momentum)
    for part in range(3):
        batch = Batch(*(each[part * 100 : (part + 1) * 100] for each in task.test(torch.float32)))
        nets.learn(batch)
        job.zero_grad()
        hidden = torch.nn.GELU()(F.linear(batch.x, alone[0]))
        F.cross_entropy(F.linear(hidden, alone[1]), batch.y).backward()
        job.step()
    for ours, theirs in zip(nets.copy(number), alone, strict=True):
        torch.testing.assert_close(ours[0], theirs.detach(), rtol=1e-3, atol=1e-5)
