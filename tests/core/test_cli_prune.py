"""python -m orgnet_core prune: what a cut costs, said in one JSON value."""

import numpy as np
import pytest
import torch
from helpers import only_json

from orgnet_core.fixpoints import Kind
from orgnet_core.pruning import CRITERIA
from orgnet_core.runs.store import Store
from orgnet_core.tasks import TASKS


@pytest.fixture
def recorded(run, home):
    """All that was recorded of it."""
    store = Store(home)
    snapshots = store.snapshots(run)
    store.close()
    return snapshots


@pytest.fixture
def last(recorded):
    return recorded[-1]


@pytest.mark.parametrize("by", [name for name in CRITERIA if name != "dark_pixels"])
def test_as_many_as_there_are_self_replicators_are_cut_unless_said_otherwise(call, run, last, by):
    status, out, err = call("prune", run, "--by", by, "--json")
    found = only_json(out)
    assert (status, err) == (0, "")
    counts = {"self_replicators", "persistent_replicators"}
    assert found.keys() == {"criterion", "pruned", "kept", "before", "after"} | counts
    replicators = int((last.kind == Kind.SELF_REPLICATOR).sum())
    assert found["self_replicators"] == replicators
    persistent = by == "persistent_replicator"
    size = found["persistent_replicators"] if persistent else replicators
    assert (found["pruned"], found["kept"]) == (size, 18 - size)
    assert found["criterion"] == by
    assert found["before"] == {"metric": last.metric, "task_loss": last.task_loss}
    assert found["after"].keys() == {"metric", "task_loss"}
    if by == "self_replicator":
        assert found["after"]["metric"] == last.metric_without_replicators


@pytest.mark.parametrize(
    ("size", "pruned"),
    [
        (("--count", "0"), 0),
        (("--count", "5"), 5),
        (("--count", "18"), 18),
        (("--share", "0"), 0),
        (("--share", "0.5"), 9),
        (("--share", "1"), 18),
    ],
)
def test_a_count_or_a_share_says_how_many(call, run, size, pruned):
    found = only_json(call("prune", run, "--by", "l1_global", *size, "--json")[1])
    assert (found["pruned"], found["kept"]) == (pruned, 18 - pruned)
    assert (found["before"] == found["after"]) == (pruned == 0)


def test_global_l1_at_a_count_is_the_organism_without_its_smallest_weights(call, run, last):
    found = only_json(call("prune", run, "--by", "l1_global", "--count", "16", "--json")[1])
    weight = last.weight.astype(float)
    weight[np.argsort(np.abs(weight))[:16]] = 0
    w1, w2, w3 = weight[:6].reshape(3, 2), weight[6:15].reshape(3, 3), weight[15:].reshape(1, 3)
    x, y = (part.double().numpy() for part in TASKS["addition"].test(torch.float32))
    error = np.abs(x @ w1.T @ w2.T @ w3.T - y).mean()
    assert found["after"]["metric"] == pytest.approx(error, rel=1e-5)


@pytest.mark.parametrize(
    ("percent", "epochs", "count"),
    [(80, 10, 0), (30, 10, 5), (20, 10, 17), (80, 3, 5), (100, 1, 18)],
)
def test_what_is_persistent_is_a_setting_and_only_the_past_counts(
    call, home, percent, epochs, count
):
    """At the end of epoch 8 of 9, of 20 batches each."""
    run = only_json(call("train", "addition", "--epochs", "9", "--json")[1])["run"]
    rule = ("--persistent-percent", str(percent), "--persistent-epochs", str(epochs))
    by = ("--by", "persistent_replicator", "--step", "160", "--json")
    found = only_json(call("prune", run, *by, *rule)[1])
    store = Store(home)
    by_step = {each.step: each.kind == Kind.SELF_REPLICATOR for each in store.snapshots(run)}
    store.close()
    ends = [by_step[step] for step in range(20, 161, 20)][-epochs:]
    expected = sum(100 * sum(each) >= percent * len(ends) for each in zip(*ends, strict=True))
    assert found["pruned"] == found["persistent_replicators"] == expected == count
    assert found["self_replicators"] == by_step[160].sum()


def test_a_run_that_begins_has_no_persistent_ones(call, run):
    found = only_json(call("prune", run, "--by", "random", "--step", "0", "--json")[1])
    assert found["persistent_replicators"] is None
    status, out, err = call("prune", run, "--by", "persistent_replicator", "--step", "0")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "needs the recorded end of an epoch" in err


def test_without_json_people_get_lines(call, run):
    _, out, _ = call("prune", run, "--by", "taylor", "--count", "3")
    assert out.startswith("criterion: taylor\npruned: 3\nkept: 15\n")


def test_pruning_changes_nothing_that_is_recorded(call, run, home, last):
    call("prune", run, "--by", "random", "--share", "0.7", "--json")
    store = Store(home)
    assert len(store.runs()) == 1
    again = store.snapshots(run)[-1]
    store.close()
    assert np.array_equal(again.weight, last.weight)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("", "required: --by"),
        ("--by charm", "charm is no criterion; addition takes self_replicator, persistent_rep"),
        ("--by dark_pixels", "dark_pixels needs pictures"),
        ("--by random --count 19", "count must be a whole number from 0 to 18, not '19'"),
        ("--by random --count -1", "count must be a whole number from 0 to 18, not '-1'"),
        ("--by random --count 2.5", "count must be a whole number"),
        ("--by random --count many", "count must be a whole number"),
        ("--by random --share 1.01", "share must be a number from 0 to 1, not '1.01'"),
        ("--by random --share nan", "share must be a number from 0 to 1, not 'nan'"),
        ("--by random --share half", "share must be a number from 0 to 1, not 'half'"),
        ("--by random --share 0.1 --count 3", "--count"),
        ("--by random --to 3", "--to"),
        ("--by random --step 121", "step must be a whole number from 0 to 120, not '121'"),
        ("--by random --step 75", "Step 75 was not recorded; "),
        ("--by random --persistent-percent 101", "persistent-percent must be a whole number from"),
        ("--by random --persistent-epochs 0", "persistent-epochs must be a whole number from 1 to"),
    ],
)
def test_bad_input_gets_one_line_saying_what_is_allowed(call, run, arguments, words):
    status, out, err = call("prune", run, *arguments.split(), "--json")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err and "Traceback" not in err


def test_an_unknown_run_gets_one_line(call, run, home):
    status, out, err = call("prune", "nobody", "--by", "random", "--json")
    assert (status, out) == (2, "") and err == f"There is no run 'nobody' in {home}.\n"


def test_where_nothing_was_recorded_nothing_is_written(call, home, tmp_path):
    status, _, err = call("prune", "nobody", "--by", "random")
    assert status == 2 and "There are no runs here" in err and not home.exists()
    status, _, err = call("prune", "nobody", "--by", "random", "--runs", str(tmp_path))
    assert status == 2 and str(tmp_path) in err and list(tmp_path.iterdir()) == []


def test_an_example_is_cut_where_nothing_was_recorded_yet(call, tmp_path):
    folder = str(tmp_path / "none")
    status, out, err = call("prune", "e2", "--by", "random", "--json", "--runs", folder)
    found = only_json(out)
    assert (status, err, found["pruned"], found["kept"]) == (0, "", 18, 0)
    status, out, _ = call("list", "--json", "--runs", folder)
    assert (status, only_json(out)) == (0, []), "lists leave it out"
