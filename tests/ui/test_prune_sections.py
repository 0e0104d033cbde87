"""Sections of the Prune page that compute in the background, driven without a browser."""

import re
import shutil
import statistics
from threading import Event

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from apps import charts, healthy, sentences
from helpers import DIVERGING, addition, advance, play_to_the_end, wait_until
from specimens import net_without
from streamlit.testing.v1 import AppTest

from orgnet_core.fixpoints import Kind
from orgnet_core.presets import PRESETS
from orgnet_core.pruning import (
    Specimen,
    criteria_for,
    criteria_of,
    cut_first,
    evaluate,
    fine_tuning,
    initial_weights,
    ranking,
    retrain,
    train_twin,
)
from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.store import Store
from orgnet_core.tasks import TASKS
from ui.prune.criteria import CRITERIA
from ui.prune.curves import siblings_of
from ui.prune.sentences import amount
from ui.shared import registry as shared
from ui.shared.jobs import jobs

SUMS = addition(epochs=6)
DIGITS = PRESETS["mnist15-quick"].config.changed({"epochs": 2, "hidden": "4"})


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """(folder of a store, {name: id}) with small runs, grown once."""
    folder = tmp_path_factory.mktemp("grown")
    registry, ids = Registry(Store(folder), unwatched_pause=1000), {}
    configs = {f"sums{seed}": SUMS.changed({"seed": seed}) for seed in (1, 2, 3)}
    for name, config in (configs | {"digits": DIGITS}).items():
        run = registry.create(config)
        play_to_the_end(run)
        ids[name] = run.id
    registry.shut_down()
    return folder, ids


@pytest.fixture
def runs(grown, fresh_home):
    """Each test finds the grown runs, and nothing computed of them."""
    folder, ids = grown
    shutil.copy(folder / "orgnet.sqlite", fresh_home)
    return {name: shared.registry().get(run) for name, run in ids.items()}


def page(run_id: str, section: str, at: int, cut: list[int]):
    import importlib

    import numpy as np

    from ui.shared.registry import registry

    run = registry().get(run_id)
    show = getattr(importlib.import_module(f"ui.prune.{section}"), section)
    mask = np.isin(np.arange(run.config.organism.particles), cut)
    show(run, at) if section == "curves" else show(run, at, mask)


def opened(run: Run, section: str, at: int | None = None, cut=()) -> AppTest:
    at = len(run.snapshots) - 1 if at is None else at
    known = {"run_id": run.id, "section": section, "at": at, "cut": [int(i) for i in cut]}
    return healthy(AppTest.from_function(page, default_timeout=60, kwargs=known).run())


def press(app: AppTest, *keys: str) -> AppTest:
    """Press and wait until all that began is over."""
    for key in keys:
        healthy(app.button(key).click().run())
    wait_until(lambda: all(job.state.is_over for job in list(jobs()._jobs.values())))
    return healthy(app.run())


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


def organism(run: Run) -> Specimen:
    return Specimen.of(run.config, run.latest, run.snapshots)


def metric_without(specimen: Specimen, cut: np.ndarray) -> float:
    """The slow way: an ordinary net, weight by weight."""
    x, y = TASKS[specimen.config.task].test(torch.float32)
    output = net_without(specimen, cut)(x)
    if y.is_floating_point():
        return F.l1_loss(output, y).item()
    return (output.argmax(1) == y).double().mean().item()


def cost_by_hand(run: Run, criterion: str) -> float:
    specimen, sign = organism(run), 1 if TASKS[run.config.task].higher_is_better else -1
    cut = cut_first(
        ranking(specimen, criterion), int((specimen.kind == Kind.SELF_REPLICATOR).sum())
    )
    whole = np.zeros_like(cut)
    return sign * (metric_without(specimen, whole) - metric_without(specimen, cut))


def test_curves_say_what_the_cuts_cost(runs):
    run = runs["digits"]
    app = opened(run, "curves")
    assert keys(app) == {"curves_compute"} and "10,000 test samples" in sentences(app)
    app = press(app, "curves_compute")
    costs = {name: cost_by_hand(run, name) for name in criteria_for(DIGITS)}
    count = run.latest.kinds["self_replicator"]
    assert 0 < count < len(run.latest.kind)
    sentence = next(each.value for each in app.markdown if "with as many" in each.value.lower())
    assert f"self-replicators ({count:,}, " in sentence
    assert f"drop is **{costs['self_replicator']:.4f}** for those".replace("-", "−") in sentence
    assert (
        f"**{costs['l1_global']:.4f}** for the smallest weights (global l1)".replace("-", "−")
        in sentence
    )
    for name in set(costs) - {"self_replicator", "l1_global"}:
        assert f"{CRITERIA[name].in_sentence} {amount(costs[name], 'mnist15')}" in sentence
    wins = costs["self_replicator"] < costs["l1_global"]
    assert ("one run, one step, and here the paper's is the better cut" in sentence) == wins
    best = sentence.split("Smallest here: ")[1]
    assert CRITERIA[min(costs, key=costs.get)].in_sentence in best
    assert charts(app) == 1 and keys(app) == set()


def test_curves_of_siblings_are_computed_with_them_and_taken_together(runs):
    app = press(opened(runs["sums1"], "curves"), "curves_compute")
    names = ("self_replicator", "l1_global")
    costs = [[cost_by_hand(runs[f"sums{seed}"], name) for seed in (1, 2, 3)] for name in names]
    words = sentences(app)
    assert "Over 3 seeds" in words
    for name, found in zip(names, costs, strict=True):
        numbers = re.search(
            rf"{CRITERIA[name].in_sentence} (\S+) \((\S+) to (\S+)\)", words.split("largest):")[1]
        )
        expected = statistics.median(found), min(found), max(found)
        assert [*map(numeric, numbers.groups())] == pytest.approx(expected, rel=0.06, abs=1e-9)
    wins = sum(ours < baseline for ours, baseline in zip(*costs, strict=True))
    assert f"In {wins} of 3 seeds" in words and "Fewer than 6 seeds decide nothing." in words
    assert app.segmented_control("curves_lines").value == "median"
    app.segmented_control("curves_lines").set_value("run").run()
    app.segmented_control("curves_quantity").set_value("task_loss").run()
    healthy(app)
    assert keys(opened(runs["sums2"], "curves")) == set(), "kept with the sibling too"


def numeric(words: str) -> float:
    """A number as `readable` writes it."""
    plain = words.replace("−", "-").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(plain.replace("×10", "e"))


def test_siblings_have_the_same_config_another_seed_and_are_finished(runs):
    registry = shared.registry()
    ids = {name: run.id for name, run in runs.items()}
    assert siblings_of(runs["sums1"]) == [ids["sums2"], ids["sums3"]]
    again = registry.create(SUMS.changed({"seed": 2}))
    other = registry.create(SUMS.changed({"seed": 4, "epochs": 2}))
    for run in (again, other):
        play_to_the_end(run)
    unfinished = registry.create(SUMS.changed({"seed": 5}))
    advance(unfinished)
    assert siblings_of(runs["sums1"]) == [again.id, ids["sums3"]], "one for each seed, the newest"
    assert siblings_of(runs["digits"]) == []


def test_curves_are_kept_with_the_run_over_a_restart(runs):
    run = runs["digits"]
    first = press(opened(run, "curves"), "curves_compute")
    jobs.cache_clear()
    again = opened(run, "curves")
    assert keys(again) == set() and sentences(again) == sentences(first)
    assert keys(opened(run, "curves", at=0)) == {"curves_compute"}, "other steps have others"


def test_a_run_that_was_never_played_has_its_curves_in_memory(runs):
    run = shared.registry().create(SUMS.changed({"hidden": "2"}))
    app = press(opened(run, "curves"), "curves_compute")
    assert "no self-replicators at this step" in sentences(app)
    assert charts(app) == 1 and "one seed" in sentences(app)
    jobs.cache_clear()
    assert keys(opened(run, "curves")) == {"curves_compute"}


def test_what_trains_is_not_for_organisms_beyond_what_this_server_grows(runs, monkeypatch):
    """Such as the command line has grown."""
    long = shared.registry().create(SUMS.changed({"epochs": 300}))
    large = shared.registry().create(SUMS.changed({"task": "mnist15", "hidden": "6"}))
    monkeypatch.setenv("ORGNET_MAX_EPOCHS", "200")
    monkeypatch.setenv("ORGNET_MAX_PARTICLES", "1200")
    assert "epochs would be 300" in sentences(opened(long, "twin")).replace("\\", "")
    assert keys(opened(long, "twin")) == set()
    assert keys(opened(long, "after")), "which trains for as long as is allowed"
    for section in ("twin", "after"):
        app = opened(large, section)
        assert "hidden would make 1,410 particles" in sentences(app).replace("\\", "")
        assert keys(app) == set()


def test_curves_that_failed_say_why_and_can_be_asked_for_again(runs, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("ui.prune.work.curves_of", lambda _: 1 / 0)
        app = press(opened(runs["digits"], "curves"), "curves_compute")
    assert "Curves of this run: This could not be computed: division by zero." in sentences(app)
    app = press(app, "curves_compute")
    assert "could not" not in sentences(app) and "Smallest here" in sentences(app)


def rows(app: AppTest) -> dict[str, dict[str, str]]:
    table = app.table[0].value
    heads = list(table.columns)
    return {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in table.values.tolist()}


def weights(run: Run) -> np.ndarray:
    return next(run.particle_weights(run.latest.step))[1]


@pytest.mark.parametrize("name", ["sums1", "digits"])
def test_fine_tuning_says_before_and_after(runs, name):
    run, task = runs[name], runs[name].config.task
    specimen = organism(run)
    cut = cut_first(ranking(specimen, "random", seed=3), 7)
    app = opened(run, "after", cut=np.flatnonzero(cut))
    assert "**7** of" in sentences(app)
    app.select_slider("after_epochs").set_value(2).run()
    app = press(app, "after_finetune")
    *_, last = retrain(fine_tuning(run.config, 2), weights(run), cut)
    assert rows(app)["This cut"] == {
        "before the cut": amount(run.latest.metric, task),
        "after the cut": amount(evaluate(specimen, cut).metric, task),
        "after training": amount(last.score.metric, task),
        "epochs": "2",
    }
    assert app.button("after_finetune").disabled and not app.button("after_all").disabled
    app.select_slider("after_epochs").set_value(1).run()
    assert not app.button("after_finetune").disabled, "other epochs, another training"
    assert not opened(run, "after", cut=[0]).button("after_finetune").disabled


def test_every_criterion_gets_the_same_cut_and_training(runs):
    run = runs["sums2"]
    app = opened(run, "after", cut=[0, 5, 17])
    app.select_slider("after_epochs").set_value(1).run()
    found = rows(press(app, "after_all"))
    assert len(found) == 2 + len(criteria_for(SUMS)), "the organism itself, and with nothing cut"
    specimen = organism(run)
    for name in (None, *criteria_for(SUMS)):
        cut = np.zeros(18, bool) if name is None else cut_first(ranking(specimen, name), 3)
        *_, last = retrain(fine_tuning(run.config, 1), weights(run), cut)
        row = found["Nothing cut" if name is None else CRITERIA[name].name]
        assert row["after the cut"] == amount(evaluate(specimen, cut).metric, "addition")
        assert row["after training"] == amount(last.score.metric, "addition")


def test_rewound_with_nothing_cut_it_grows_as_it_grew_and_another_seed_does_not(runs):
    run = runs["sums1"]
    app = press(opened(run, "after"), "after_rewind", "after_reinit")
    assert app.select_slider(f"after_rewind_epochs_{run.id}").options[-1] == "6"
    found, itself = rows(app), amount(run.latest.metric, "addition")
    assert found["The organism itself, epoch 6"]["before the cut"] == itself
    assert found["Its initial weights"]["after training"] == itself
    assert found["Its initial weights"]["before the cut"] == amount(
        run.snapshots[0].metric, "addition"
    )
    assert found["Seed 2, whole"] == found["Seed 2's initial weights"], "nothing is cut"
    assert (
        found["Seed 2, whole"]["before the cut"] != found["Its initial weights"]["before the cut"]
    )
    weights = initial_weights(run.config.changed({"seed": 2}))
    *_, last = retrain(run.config, weights, np.zeros(18, bool))
    assert found["Seed 2, whole"]["after training"] == amount(last.score.metric, "addition")


def test_rewinding_may_stop_early_on_the_same_schedule(runs):
    run, cut = runs["sums1"], np.arange(18) < 4
    app = opened(run, "after", cut=range(4))
    app.select_slider(f"after_rewind_epochs_{run.id}").set_value(2).run()
    found = rows(press(app, "after_rewind"))
    stages = list(retrain(run.config, initial_weights(run.config), cut))
    assert found["Its initial weights"]["after training"] == amount(
        stages[2].score.metric, "addition"
    )
    assert "The organism itself, epoch 2" in found


def test_training_that_diverges_shows_as_such(runs):
    run = shared.registry().create(DIVERGING)
    app = press(opened(run, "after"), "after_finetune", "after_all")
    words = sentences(app)
    assert "This cut: training diverged" in words and "Random: training diverged" in words
    found = rows(app)
    assert found["This cut"]["after training"] == "diverged"
    assert found["This cut"]["before the cut"] == amount(run.latest.metric, "addition")
    criteria = criteria_of(organism(run))
    assert len(found) == 3 + len(criteria), "the next criterion is trained anyway"


def test_without_recorded_weights_no_training_is_offered(runs, monkeypatch):
    monkeypatch.setattr(Run, "particle_weights", lambda *_: iter(()))
    app = opened(runs["digits"], "after")
    assert "were not recorded at this step" in sentences(app)
    assert not keys(app) and not app.table and not app.select_slider


@pytest.mark.parametrize("name", ["sums3", "digits"])
def test_the_dense_net_is_trained_then_cut_by_the_same_masks_and_its_own(runs, name):
    run, task = runs[name], runs[name].config.task
    specimen = organism(run)
    cut = cut_first(ranking(specimen, "random", seed=5), 9)
    app = press(opened(run, "twin", cut=np.flatnonzero(cut)), "twin_train")
    *_, last = train_twin(specimen)
    of_replicators = specimen.kind == Kind.SELF_REPLICATOR
    own, dense = (each.weight for each in (specimen, last.specimen))

    def row(of_organism: np.ndarray, of_dense: np.ndarray) -> list[str]:
        scores = evaluate(specimen, of_organism).metric, evaluate(last.specimen, of_dense).metric
        return [f"{of_organism.sum():,}", *(amount(score, task) for score in scores)]

    def smallest(weight: np.ndarray, count: int) -> np.ndarray:
        return np.abs(weight) < np.sort(np.abs(weight))[count]

    expected = [row(np.zeros_like(cut), np.zeros_like(cut)), row(cut, cut)]
    expected.append(row(smallest(own, 9), smallest(dense, 9)))
    expected.append(row(of_replicators, of_replicators))
    count = int(of_replicators.sum())
    expected.append(row(smallest(own, count), smallest(dense, count)))
    assert [line[1:] for line in app.table[0].value.values.tolist()] == expected
    assert charts(app) == 2 and keys(app) == set()


def test_the_dense_net_is_trained_once_and_cut_at_other_steps_by_a_click(runs):
    run = runs["sums1"]
    press(opened(run, "twin"), "twin_train")
    net = jobs().find(run.id, "twin/net")
    app = opened(run, "twin", at=3)
    assert app.button("twin_train").label == "Prune it at this step" and not app.table
    press(app, "twin_train")
    assert jobs().find(run.id, "twin/net") is net
    assert charts(app) == 2 and app.table


def test_cancelling_the_dense_net_leaves_a_button_and_a_sentence(runs, monkeypatch):
    run, blocked = runs["sums1"], Event()

    def slowly(_):
        yield {"line": "twin", "epoch": 0, "metric": 1.0, "task_loss": 1.0}
        blocked.wait()
        yield {"line": "twin", "epoch": 1, "metric": 1.0, "task_loss": 1.0}

    monkeypatch.setattr("ui.prune.work.twin_trained", slowly)
    app = opened(run, "twin")
    healthy(app.button("twin_train").click().run())
    wait_until(lambda: jobs().find(run.id, "twin/net").results)
    healthy(app.run())
    assert charts(app) == 1, "a live curve"
    assert keys(app) == {f"cancel_{run.id}_twin/net", f"cancel_{run.id}_twin/curves/{run.step}"}
    app.button(f"cancel_{run.id}_twin/net").click().run()
    blocked.set()
    app = press(app)
    assert keys(app) == {"twin_train"}
    assert "The dense net was not trained to its end." in sentences(app)


def test_progress_tells_of_the_queue(runs):
    release = Event()

    def blocks():
        release.wait()
        yield 0

    jobs().start("someone's", "x", "Something else", 1, blocks)
    app = opened(runs["digits"], "curves")
    healthy(app.button("curves_compute").click().run())
    assert "queued, 1 computation ahead" in app.get("progress")[0].proto.text
    assert "Curves of this run: " in app.get("progress")[0].proto.text
    release.set()
    app = press(app)
    assert not app.get("progress") and "Smallest here" in sentences(app)
