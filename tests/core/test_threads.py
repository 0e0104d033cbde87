"""Whoever uses the core keeps their torch as it was; the numbers are those of one thread."""

import threading

import pytest
import torch
from helpers import DEADLINE, SHORT, bits, wait_until

from orgnet_core import threads as threading_helpers
from orgnet_core.config import RunConfig
from orgnet_core.organism import Organism
from orgnet_core.pruning import Specimen, evaluate
from orgnet_core.threads import alone, begin, in_blocks, one_thread
from orgnet_core.training import Trainer, train


@pytest.fixture(params=[1, 2])
def threads(request):
    """As many as a library's user has set."""
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


def test_meanwhile_there_is_one_and_afterwards_there_are_as_many_as_before(threads):
    with one_thread():
        assert torch.get_num_threads() == 1
        with one_thread():
            assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == threads
    with pytest.raises(ZeroDivisionError), one_thread():
        raise ZeroDivisionError
    assert torch.get_num_threads() == threads


def test_a_thread_that_is_alone_shares_no_work_and_does_afterwards(monkeypatch):
    monkeypatch.setattr("orgnet_core.threads.cores", lambda: 2)
    parts = []

    def work(start, stop):
        parts.append((start, stop, torch.get_num_threads()))

    with alone():
        in_blocks(work, 8, 2)
    assert parts == [(0, 8, 1)]
    in_blocks(work, 8, 2)
    assert sorted(parts)[1:] == [(0, 8, 1), (4, 8, 1)] or len(parts) == 3


def test_threads_that_are_at_work_meanwhile_keep_their_number(threads):
    at_work, inside, seen = threading.Event(), threading.Event(), []

    def work():
        seen.append(torch.get_num_threads())  # a thread's own, from its first use of torch
        at_work.set()
        assert inside.wait(DEADLINE)
        seen.append(torch.get_num_threads())

    other = threading.Thread(target=work)
    other.start()
    assert at_work.wait(DEADLINE)
    with one_thread():
        inside.set()
        other.join(DEADLINE)
    assert seen == [threads, threads]


def test_a_thread_that_is_at_work_on_one_stays_so_when_another_leaves(threads):
    entered, left, seen = threading.Event(), threading.Event(), []

    def work():
        with one_thread():
            entered.set()
            assert left.wait(DEADLINE)
            seen.append(torch.get_num_threads())

    other = threading.Thread(target=work)
    with one_thread():
        other.start()
        assert entered.wait(DEADLINE)
    left.set()
    other.join(DEADLINE)
    assert seen == [1] and torch.get_num_threads() == threads


def test_a_trainer_leaves_torch_as_it_was(threads):
    seen = []
    trainer = Trainer(SHORT)
    seen.append(torch.get_num_threads())
    trainer.advance()
    seen.append(torch.get_num_threads())
    snapshot = trainer.snapshot()
    Trainer.resumed(SHORT, trainer.checkpoint())
    evaluate(Specimen.of(SHORT, snapshot))
    list(train(SHORT))
    seen.append(torch.get_num_threads())
    assert seen == [threads] * 3


@pytest.mark.parametrize("kernel", ["fused", "torch"])
def test_training_and_measuring_work_on_one_thread(threads, kernel, monkeypatch):
    """Where two would add up in another order; how many there are is asked where torch makes sums,
    which compiled is for the contributions alone."""
    trainer, asked = Trainer(SHORT.changed({"kernel": kernel})), []
    works = Organism.matrices

    def matrices(organism, weight):
        asked.append(torch.get_num_threads())
        return works(organism, weight)

    monkeypatch.setattr(Organism, "matrices", matrices)
    trainer.advance()
    trainer.snapshot()
    evaluate(Specimen.of(trainer.config, trainer.snapshot()))
    assert len(asked) > (5 if kernel == "torch" else 1) and set(asked) == {1}


@pytest.mark.parametrize("kernel", ["fused", "torch"])
def test_two_threads_give_the_bits_of_one(kernel):
    config = RunConfig(
        hidden=(20,), batch_size=6000, kernel=kernel, device="cpu", phases=({"epochs": 1},)
    )
    before, found = torch.get_num_threads(), []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        *_, last = train(config)
        found.append(bits(last))
    torch.set_num_threads(before)
    assert found[0] == found[1]


@pytest.mark.parametrize("cores", [1, 2])
def test_what_a_helper_has_begun_comes_out_once_and_raises_what_it_raised(monkeypatch, cores):
    monkeypatch.setattr(threading_helpers, "cores", lambda: cores)
    done = []
    answers = [begin(lambda k=k: done.append(k) or k) for k in range(20)]
    assert [answer() for answer in answers] == list(range(20)) == sorted(done)
    with pytest.raises(ZeroDivisionError):
        begin(lambda: 1 / 0)()


def test_who_helps_works_alone(monkeypatch):
    """Or it would wait for itself."""
    monkeypatch.setattr(threading_helpers, "cores", lambda: 2)
    parts, here = [], threading.get_ident()

    def work():
        in_blocks(lambda start, stop: parts.append((start, stop)), 100, 10)
        return threading.get_ident()

    helped = begin(work)
    wait_until(lambda: parts)
    assert helped() != here and parts == [(0, 100)]


def test_a_trainer_draws_ahead_what_it_would_have_drawn(monkeypatch):
    found = []
    for cores in (1, 2):
        monkeypatch.setattr(threading_helpers, "cores", lambda cores=cores: cores)
        trainer = Trainer(SHORT)
        for _ in range(25):
            trainer.advance()
        trainer.step = 3  # whoever sets it gets that step's batch
        found.append((bits(trainer.snapshot()), trainer.batch().x.tolist()))
    assert found[0] == found[1]
