"""python -m orgnet_core robustness: how long kicked self-replicators last, in one JSON value."""

import json

import numpy as np
import torch
from helpers import only_json

from orgnet_core.endurance import DRAWS, LEVELS, PUBLIC_CODE, endure, growth
from orgnet_core.fixpoints import Kind
from orgnet_core.robustness import End
from orgnet_core.runs.store import Store


def replicators(home, run) -> tuple[int, torch.Tensor]:
    """(last step, weights [n, K] of the self-replicators there)."""
    store = Store(home)
    last = store.snapshots(run)[-1]
    ((_, weights),) = store.particle_weights(run, last.step, last.step)
    store.close()
    return last.step, torch.tensor(weights[:, last.kind == Kind.SELF_REPLICATOR])


def test_every_level_of_noise_is_told_of_the_self_replicators_alone(call, run, home):
    status, out, err = call("robustness", run, "--json")
    found = only_json(out)
    assert status == 0 and "Traceback" not in err
    step, theirs = replicators(home, run)
    assert (found["run"], found["preset"], found["step"]) == (run, "addition", step)
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

    found = found["growth"]
    expected = np.quantile(growth(theirs, 3), (0.25, 0.5, 0.75))
    assert [found["quartiles"][0], found["median"], found["quartiles"][1]] == list(expected)
    assert found["algebra"] == 4


def test_noise_and_counting_can_be_those_of_the_public_code(call, run, home):
    asked = ["--noise", "uniform", "--runs-on", "--credits-death"]
    found = only_json(call("robustness", run, *asked, "--json")[1])
    assert found["noise"] == "uniform"
    assert found["counting"] == {"runs_on": True, "credits_death": True}
    _, theirs = replicators(home, run)
    for level in found["levels"]:
        counts = endure(theirs, 3, level["noise"], noise="uniform").counted(PUBLIC_CODE)
        assert level["steps"]["median"] == np.median(counts.steps)
        assert level["fixpoint_steps"]["median"] == np.median(counts.fixpoint_steps)
    heading = call("robustness", run, *asked)[1].splitlines()[0]
    assert "Uniform noise, 10 random draws for each" in heading
    assert "counters not reset between random draws" in heading


def test_an_unknown_noise_is_refused_in_one_line(call, run):
    status, out, err = call("robustness", run, "--noise", "pink")
    assert (status, out) == (2, "") and "gaussian" in err and len(err.splitlines()) == 1


def test_without_json_people_get_a_line_a_level(call, run):
    lines = call("robustness", run)[1].splitlines()
    assert "self-replicators of step 120, Gaussian noise, 10 random draws" in lines[0]
    assert "public code" not in lines[0], "counted honestly"
    assert len(lines) == 1 + len(LEVELS) + 1
    assert lines[1].startswith("noise 1 ") and lines[-2].startswith("noise 1e-09 ")
    assert "A small error grows " in lines[-1] and lines[-1].endswith("in theory 4.")
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
