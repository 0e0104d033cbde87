"""What cutting all self-replicators costs over time, as the pages say it; who is to blame, and
spared by a click."""

import pytest
from apps import alone, components, healthy, runs_page, sentences
from helpers import addition, play_to_the_end
from specimens import specimen

from orgnet_core.pruning import Blame, CostOverTime, Specimen, blame_at, distribution, evaluate
from orgnet_core.pruning.blame import Suspect
from orgnet_views.numbers import format_number
from ui.prune.over_time import over_steps
from ui.prune.sparing import blamed
from ui.shared import registry as shared
from ui.shared.cut_costs import cost_at, dear_steps, over_run


@pytest.fixture(scope="module")
def run(shared_home):
    """An organism that adds, at a last step at which it is dear to cut its self-replicators."""
    run = shared.registry().create(addition(epochs=6), "addition")
    play_to_the_end(run)
    return run


@pytest.fixture(scope="module")
def found(run) -> Blame:
    found = blame_at(run.config, run.latest)
    assert found.is_settled and len(found.suspects) == 2
    return found


def opened(run, **query):
    app = alone("prune")
    for name, value in ({"run": run.id} | query).items():
        app.query_params[name] = value
    return healthy(app.run())


def said(app) -> dict[str, str | None]:
    """What the address will say of the cut."""
    boards = [data for data in components(app, "organism_board") if data["query"]]
    return {name: value for name, value in boards[-1]["query"].items() if value != ""}


def has(app, key: str) -> bool:
    return any(button.key == key for button in app.button)


def test_one_click_spares_who_is_to_blame_and_the_link_says_so(run, found):
    app = opened(run)
    (warning,) = app.warning
    for suspect in found.suspects:
        assert f"**particle {suspect.particle}** (layer {suspect.layer + 1}, " in warning.value
    assert "One run, one step" in warning.value
    replicators = int((run.latest.kind == 0).sum())
    assert f"Cut **{replicators}** of 18" in sentences(app)
    app.button("prune_spare").click().run()
    particles = sorted(suspect.particle for suspect in found.suspects)
    assert f"Cut **{replicators - 2}** of 18" in sentences(healthy(app))
    assert said(app)["by"] == "self_replicator" and said(app)["count"] == str(replicators)
    again = opened(run, **said(app))
    assert said(again) == said(app)
    assert [metric.value for metric in again.metric] == [metric.value for metric in app.metric]
    assert not has(again, "prune_spare"), "they are spared already"
    assert f"particle {particles[0]}, {particles[1]}." in sentences(again)
    again.button("prune_unspare").click().run()
    assert "spared" not in said(healthy(again)) and has(again, "prune_spare")


def test_who_is_spared_stays_so_under_other_criteria(run):
    app = opened(run, by="random", count="18", spared="3_5-6")
    assert "Cut **15** of 18" in sentences(app)
    app.radio("prune_by").set_value("l1_global").run()
    assert "Cut **15** of 18" in sentences(healthy(app))
    assert said(app) == {"by": "l1_global", "count": "18", "spared": "3_5-6"}


def test_the_page_says_what_the_cut_costs_now_and_over_all_recorded_steps(run, found):
    words = sentences(opened(run))
    assert f"the mean absolute error rises by **{format_number(found.cost)}** if all" in words
    assert f"Over the {len(run.snapshots):,} recorded steps of this one run" in words
    cut = evaluate(Specimen.of(run.config, run.latest), run.latest.kind == 0)
    assert found.cost == pytest.approx(cut.metric - run.latest.metric)
    assert [data["views"] for data in components(opened(run), "organism_board")][1] == ["kinds"]


def test_where_a_cut_is_cheap_nobody_is_to_blame(run, monkeypatch):
    monkeypatch.setattr("ui.prune.sparing.DEAR", (10.0, 20.0))
    app = opened(run)
    assert not app.warning and not has(app, "prune_spare")


def test_shares_are_said_and_of_several_runs_in_how_many():
    one = CostOverTime(7, (0, 1, 2, 3), (0.0, 0.03, 0.2, 0.0))
    words = over_steps(distribution([one]), "mnist15")
    assert "drop has a median of 0.0150" in words and "the largest is 0.2000 (epoch 2)" in words
    assert "above 0.025 at 2 (50.0 %), above 0.1 at 1 (25.0 %)" in words
    both = distribution([one, one._replace(cost=(0, 0, 0, 0))])
    assert dear_steps(both).startswith("above 0.025 at 2 (25.0 %), in 1 of the runs")
    assert "was not recorded" in over_steps(None, "mnist15")


SUSPECT = Suspect(5, 0, 0, 5, -20.0, 0.001, 0.02, left=0.001)


@pytest.mark.parametrize(
    ("suspects", "words"),
    [
        ((SUSPECT,), "Responsible: **particle 5** (layer 1, cell 1, pixel row 1, column 6)"),
        ((SUSPECT,), "With it excluded from the cut: the accuracy drops by **0.0010**."),
        (
            (SUSPECT, SUSPECT),
            "With all of them excluded from the cut: the accuracy drops by **0.0010**.",
        ),
        ((SUSPECT._replace(left=0.5),), "No few particles explain it."),
        ((), "No single particle explains it"),
    ],
)
def test_blame_in_words_for_each_way_it_may_end(suspects, words):
    said = blamed(Blame(0.6, suspects), specimen("digits"))
    assert words in said and "drops by **0.6000** if all" in said
    if suspects:
        assert "task weight of −20.0 and a gradient of 0.00100 at this step" in said
        times, ends = specimen("digits").history.times_replicating(10)
        assert f"at {times[5]} of the last {ends} recorded epoch ends" in said


def test_runs_are_compared_by_what_the_cut_costs_over_time(run):
    other = shared.registry().create(addition(epochs=6, seed=2), "addition")
    play_to_the_end(other)
    app = runs_page([run.id, other.id])
    came_to = app.dataframe[-1].value.set_index("at the last recorded step")
    found = over_run(run)
    name = next(name for name in came_to.columns if name == run.id)
    assert came_to.loc["score drop when cut", name] == format_number(cost_at(run, run.latest))
    assert came_to.loc["… median of all recorded steps", name] == format_number(found.median)
    assert came_to.loc["… largest", name].endswith(f" at epoch {found.epoch:.4g}")
    assert came_to.loc["… steps above 0.1", name] == f"{found.dear[1]} of {found.steps}"
    assert "Each column is one run" in sentences(app)
    app.button_group("runs_quantity").set_value("cut_cost").run()
    (figure,) = components(healthy(app), "organism_chart")
    assert "mean absolute error increase when cut over epochs" in figure["alt"]
