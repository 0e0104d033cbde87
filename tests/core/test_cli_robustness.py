"""python -m orgnet_core robustness: how long kicked self-replicators last, in one JSON value."""

import json

import numpy as np
import torch
from helpers import only_json

from orgnet_core.fixpoints import Kind
from orgnet_core.robustness import DRAWS, LEVELS, End, endure
from orgnet_core.runs.store import Store


def test_every_level_of_noise_is_told_of_the_self_replicators_alone(call, run, home):
    status, out, err = call("robustness", run, "--json")
    found = only_json(out)
    assert status == 0 and "Traceback" not in err
    store = Store(home)
    last = store.snapshots(run)[-1]
    ((_, weights),) = store.particle_weights(run, last.step, last.step)
    store.close()
    theirs = torch.tensor(weights[:, last.kind == Kind.SELF_REPLICATOR])
    assert (found["run"], found["preset"], found["step"]) == (run, "addition", last.step)
    assert found["self_replicators"] == theirs.shape[1]
    assert (found["noise"], found["draws"]) == ("gaussian", DRAWS)
    assert [level["noise"] for level in found["levels"]] == list(LEVELS)
    for level in found["levels"]:
        expected = endure(theirs, 3, level["noise"])
        for name in ("steps", "fixpoint_steps"):
            counts = getattr(expected, name)
            assert level[name]["median"] == np.median(counts)
            assert level[name]["quartiles"] == list(np.quantile(counts, (0.25, 0.75)))
        assert level["ends"] == {end: expected.ends[end] for end in End}


def test_without_json_people_get_a_line_a_level(call, run):
    lines = call("robustness", run)[1].splitlines()
    assert "self-replicators of step 120, Gaussian noise drawn 10 times" in lines[0]
    assert len(lines) == 1 + len(LEVELS)
    assert lines[1].startswith("noise 1 ") and lines[-1].startswith("noise 1e-09 ")
    assert "as a fixpoint" in lines[1] and "%" in lines[1]


def test_where_nobody_replicates_there_is_nobody_to_kick(call, home):
    run = json.loads(call("train", "addition", "--epochs", "1", "--json")[1])["run"]
    status, out, err = call("robustness", run, "--json")
    assert (status, out) == (2, "")
    assert err == f"Run {run} has no self-replicators at step 20 to be kicked.\n"


def test_without_particle_weights_there_is_nobody_to_kick_either(call, run, home):
    store = Store(home)
    with store._database.connection as db:
        db.execute("UPDATE snapshots SET particle_weights = NULL")
    store.close()
    status, out, err = call("robustness", run)
    assert (status, out) == (2, "")
    assert err == f"No particle weights of run {run} are recorded yet.\n"


def test_an_unknown_run_gets_one_line(call, run, home):
    status, out, err = call("robustness", "nobody")
    assert (status, out) == (2, "") and err == f"There is no run 'nobody' in {home}.\n"
