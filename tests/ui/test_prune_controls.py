"""The controls of a cut on the Prune page: masks, numbers and sentences against slow counting."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from apps import charts, healthy, sentences
from specimens import counts, grown, made_up, net_without, sizes, specimen
from streamlit.testing.v1 import AppTest
from torch.nn.functional import cross_entropy

from orgnet_core import kernels
from orgnet_core.fixpoints import Kind, classify
from orgnet_core.particles import WEIGHT, Particles
from orgnet_core.phases import Phase
from orgnet_core.pruning import Specimen
from orgnet_core.tasks.data import load_mnist
from orgnet_views.numbers import format_number
from ui.prune import questions
from ui.prune.charts import over_epsilon
from ui.prune.yardstick import Yardstick

ABOUT_CUT = ("inverse", "shuffled", "l1_global", "activation", "without_dark", "only_dark")
ABOUT_LABEL = ("epsilon", "before_task", "frozen")


def section(run, at):
    import streamlit as st

    from orgnet_core.pruning import Specimen
    from ui.prune.controls import controls

    def use(mask):
        st.session_state["cut"] = mask

    organism = Specimen.of(run.config, run.snapshots[at])
    cut = st.session_state.get("cut", organism.replicators)
    st.text(f"{cut.sum()} cut")
    controls(run, at, organism, cut, use)


def page(run, at=-1, cut=None) -> AppTest:
    app = AppTest.from_function(section, default_timeout=60, args=(run, at))
    if cut is not None:
        app.session_state["cut"] = cut
    return healthy(app.run())


def buttons(app) -> list[str]:
    return [button.key.removeprefix("use_") for button in app.button]


def row(app, name) -> SimpleNamespace:
    """A row of the section: its sentences, and its numbers as they are written."""
    at = buttons(app).index(name)
    rows = [each.value for each in app.markdown if ":gray-badge" in each.value]
    numbers = [each.value for each in app.markdown if "** cut, " in each.value]
    found = re.fullmatch(r"\*\*(\S+)\*\* cut, \*\*(.+)\*\*  \n(.+), loss (\S+)", numbers[at])
    names = ("count", "costs", "metric", "loss")
    written = dict(zip(names, found.groups(), strict=True))
    return SimpleNamespace(says=rows[at].split("  \n")[1], **written)


def of(run) -> Specimen:
    return Specimen.of(run.config, run.latest, run.snapshots)


def outputs_of(organism: Specimen, cut: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    """What an ordinary net with the same weights answers to the test set, and what is right."""
    x, y = organism.task.test(organism.config.torch_dtype)
    with torch.no_grad():
        return net_without(organism, cut)(x), y


def metric_of(organism: Specimen, cut: np.ndarray) -> float:
    """Accuracy or mean absolute error."""
    output, y = outputs_of(organism, cut)
    if organism.task.higher_is_better:
        return np.mean(output.numpy().argmax(1) == y.numpy())
    return float((output - y).abs().mean())


def dark(organism: Specimen) -> np.ndarray:
    mean = load_mnist(15).train_images.reshape(60_000, -1).mean(0)
    places = sizes(organism)
    return np.array([layer == 0 and mean[edge] < mean.max() / 256 for layer, _, edge in places])


def test_every_control_can_be_taken_over_and_then_costs_what_it_said(digits):
    organism = of(digits)
    none = np.zeros(len(organism.weight), bool)
    whole, cut = metric_of(organism, none), organism.replicators
    app = page(digits)
    assert buttons(app) == [*ABOUT_CUT, *ABOUT_LABEL]
    masks = {}
    for name in buttons(app):
        app = page(digits)
        said = row(app, name)
        healthy(app.button(f"use_{name}").click().run())
        masks[name] = mask = app.session_state["cut"]
        assert app.text[0].value == f"{mask.sum()} cut", "the page itself is drawn again"
        assert said.count == f"{mask.sum():,}"
        if name not in ("shuffled", "frozen"):
            accuracy = metric_of(organism, mask)
            assert said.metric == f"accuracy {accuracy:.4f}"
            assert said.loss == format_number(cross_entropy(*outputs_of(organism, mask)).item())
            cost = whole - accuracy
            kind = "gain" if cost < 0 else "drop"
            assert said.costs.startswith(f"accuracy {kind} {abs(cost):.4f} ± ")
    assert np.array_equal(masks["inverse"], ~cut)
    for name in ("shuffled", "l1_global", "activation"):
        assert counts(organism, masks[name]) == counts(organism, cut)
        assert not np.array_equal(masks[name], cut)
    assert np.array_equal(masks["without_dark"], cut & ~dark(organism))
    assert np.array_equal(masks["only_dark"], cut & dark(organism))
    assert np.array_equal(masks["epsilon"], cut), "the slider begins at the paper's ε"


def test_the_random_cut_is_given_with_its_spread_over_20_draws(digits):
    organism, generator = of(digits), np.random.default_rng(7)
    layer, cut = np.array([place[0] for place in sizes(organism)]), organism.replicators
    draws = []
    for _ in range(60):
        mask = np.zeros_like(cut)
        for number, count in enumerate(counts(organism, cut)):
            mask[generator.permutation(np.flatnonzero(layer == number))[:count]] = True
        draws.append(metric_of(organism, mask))
    said = row(page(digits), "shuffled")
    median, *ends = map(
        float, re.fullmatch(r"accuracy (\S+) \((\S+) to (\S+)\)", said.metric).groups()
    )
    assert ends[0] < median < ends[1] and ends[0] < np.median(draws) < ends[1]
    assert 2 * np.std(draws) < ends[1] - ends[0] < 8 * np.std(draws)
    assert said.says.startswith("Over 20 random draws the accuracy drop is between ")


def test_the_numbers_within_the_sentences_are_counted(digits):
    organism = of(digits)
    cut, app = organism.replicators, page(digits)
    own = metric_of(organism, cut)
    whole = metric_of(organism, np.zeros_like(cut))
    total, both = cut.sum(), (cut & dark(organism)).sum()
    says = row(app, "without_dark").says
    assert f"{both:,} of the {total:,} particles cut read dark pixels." in says
    assert f"Cutting only the other {total - both:,}: " in says
    assert f"the whole cut (accuracy drop {whole - own:.4f} ± " in says or own >= whole
    cost = whole - metric_of(organism, dark(organism))
    says = row(app, "only_dark").says
    assert f"Cutting all {dark(organism).sum():,} particles that read a dark pixel" in says
    assert f"accuracy {'gain' if cost < 0 else 'drop'} {abs(cost):.4f} ± " in says
    smallest = np.zeros_like(cut)
    smallest[np.argsort(np.abs(organism.weight))[:total]] = True
    cost = whole - metric_of(organism, smallest)
    assert (
        f"The same number over all layers at once: accuracy drop {cost:.4f} ± "
        in row(app, "l1_global").says
    )
    alone, nothing = metric_of(organism, ~cut), metric_of(organism, np.ones_like(cut))
    share = max(0, 100 * (alone - nothing) / (whole - nothing))
    assert f"reach accuracy {alone:.4f}: {share:.0f} % of the way" in row(app, "inverse").says


def test_epsilon_is_a_slider_over_half_decades(digits):
    organism, app = of(digits), page(digits)
    assert app.select_slider("control_epsilon").options == [
        *("10⁻⁷", "3.2×10⁻⁷", "10⁻⁶", "3.2×10⁻⁶", "10⁻⁵", "3.2×10⁻⁵"),
        *("10⁻⁴", "3.2×10⁻⁴", "10⁻³", "3.2×10⁻³", "10⁻²"),
    ]
    for half, label in ((-13, "3.2×10⁻⁷"), (-8, "10⁻⁴"), (-4, "10⁻²")):
        healthy(app.select_slider("control_epsilon").set_value(half).run())
        mask = organism.replication_error < 10 ** (half / 2)
        said = row(app, "epsilon")
        assert said.says.startswith(f"With ε = {label}, {mask.sum():,} of 2,350 particles are")
        assert said.count == f"{mask.sum():,}"
        assert said.metric == f"accuracy {metric_of(organism, mask):.4f}"
    assert charts(app) == 1


def test_up_to_which_epsilon_a_cut_is_cheap_is_the_last_before_the_first_dear_one():
    """First goes a particle that weighs nothing, then the whole last layer."""
    weight = specimen("sums").weight.copy()
    weight[0], errors = 0, np.ones(18, np.float32)
    errors[0], errors[15:], errors[1] = 3e-7, 3e-5, 3e-3
    kinds = np.full(18, Kind.OTHER, np.uint8)
    organism = made_up("sums", replication_error=errors, kind=kinds, weight=weight)
    last = np.arange(18) >= 15
    assert [place[0] for place in sizes(organism)] == [0] * 6 + [1] * 9 + [2] * 3
    assert metric_of(organism, last) > metric_of(organism, np.zeros(18, bool))
    answers = questions.at_epsilons(organism, tuple(range(-14, -3)))
    assert [int(answer.cut.sum()) for answer in answers] == [0, 1, 1, 1, 1, 4, 4, 4, 4, 5, 5]
    for answer in answers:
        assert answer.says.endswith(
            "Up to ε = 10⁻⁵ cutting them leaves at least 90 % of the performance."
        )


def test_freezing_the_task_is_the_plain_steps_and_a_cut_of_all_that_then_replicate(digits):
    app = page(digits)
    app.select_slider("control_steps").set_value(200).run()
    said, phase = row(healthy(app), "frozen"), digits.config.phases[0]
    weights = torch.tensor(next(digits.particle_weights(digits.step, digits.step))[1])
    particles = Particles(weights, digits.config.particle_hidden)
    rest = torch.zeros_like(weights)
    kernels.replication_steps(particles, rest, 200, phase.replication_lr, phase.momentum)
    kind = classify(particles).numpy()
    count = int((kind == Kind.SELF_REPLICATOR).sum())
    shown = int(re.search(r"the task, (\S+) of 2,350", said.says)[1].replace(",", ""))
    assert shown == pytest.approx(count, abs=5), "other roundings at the limit"
    assert said.count == f"{shown:,}"
    later = Specimen(digits.config, particles.response()[WEIGHT].numpy(), None, kind, 0)
    before, after = metric_of(of(digits), np.zeros(2350, bool)), metric_of(later, later.replicators)
    assert f"against {before:.4f}. Cutting them: accuracy drop " in said.says
    assert float(said.metric.split()[1]) == pytest.approx(after, abs=0.02)


def test_replicating_long_enough_the_label_is_on_nearly_all_and_means_no_more_that_they_can_go(
    digits,
):
    app = page(digits)
    app.select_slider("control_steps").set_value(5000).run()
    said = row(healthy(app), "frozen")
    assert int(said.count.replace(",", "")) > 2200
    assert said.says.endswith("not that the task does not need it.")
    app.select_slider("control_steps").set_value(1).run()
    assert "not that the task does not need it" not in row(healthy(app), "frozen").says


def test_just_before_the_task_step_other_particles_qualify(digits):
    said = row(page(digits), "before_task")
    recorded = digits.latest.kinds["self_replicator"]
    assert said.says.startswith(f"{digits.config.phases[0].replication_steps} SR steps later, ")
    assert f"{said.count} of 2,350 particles are self-replicators, against {recorded:,}" in (
        said.says
    )
    assert int(said.count.replace(",", "")) > recorded


def test_without_pictures_there_are_no_dark_pixels_and_errors_are_costs_when_they_grow(sums):
    organism, app = of(sums), page(sums)
    assert buttons(app) == [*ABOUT_CUT[:4], *ABOUT_LABEL]
    none = np.zeros(18, bool)
    cost = metric_of(organism, ~organism.replicators) - metric_of(organism, none)
    costs = row(app, "inverse").costs
    assert costs.startswith(f"mean absolute error {'increase' if cost > 0 else 'decrease'}")
    assert float(costs.split()[-1]) == pytest.approx(abs(cost), rel=0.01)
    assert "on all 1,000 test samples" in sentences(app) and "standard error" not in sentences(app)


def test_where_nothing_is_cut_only_the_label_is_questioned(digits):
    app = page(digits, cut=np.zeros(2350, bool))
    assert buttons(app) == [*ABOUT_LABEL]
    assert "Nothing is cut. Cut some particles first" in sentences(app)


def test_everything_cut_is_no_error_and_keeping_only_that_is_no_cut(sums):
    app = page(sums, cut=np.ones(18, bool))
    assert app.button("use_inverse").disabled
    assert row(app, "inverse").costs == "no change in mean absolute error"
    assert "100 % of the way" in row(app, "inverse").says
    assert row(app, "shuffled").costs.startswith("mean absolute error increase ")
    assert "nothing here supports this choice" in row(app, "shuffled").says


def test_an_organism_that_has_learned_nothing_is_called_so(sums):
    nothing = metric_of(of(sums), np.ones(18, bool))
    at = next(at for at, each in enumerate(sums.snapshots) if each.metric > nothing)
    app = page(sums, at)
    assert "no better than one without any particle" in sentences(app)
    assert "Up to ε" not in sentences(app) and "At no ε" not in sentences(app)
    assert "an unknown share" in row(app, "frozen").says
    assert "no better than one" not in sentences(page(sums))


def test_without_recorded_weights_replication_does_not_go_on(sums, monkeypatch):
    monkeypatch.setattr(type(sums), "particle_weights", lambda *_: iter(()))
    app = page(sums)
    assert "were not recorded at this step" in sentences(app)
    assert buttons(app) == [*ABOUT_CUT[:4], "epsilon"]


def test_chance_is_worse_than_a_cut_of_idle_particles_and_no_worse_than_one_of_busy_ones():
    organism = specimen("sums")
    layer = np.array([place[0] for place in sizes(organism)])
    idle = np.isin(np.arange(18), [0, 7, 16])
    weight = np.where(idle, 0, 1).astype(np.float32)
    organism = made_up("sums", weight=weight)
    assert len(set(layer[idle])) == 3
    answers = {answer.name: answer for answer in questions.about_the_cut(organism, idle)}
    worse = [metric_of(organism, idle) < score.metric for score in answers["shuffled"].scores]
    assert f"; {sum(worse)} of them are worse than this cut." in answers["shuffled"].says
    assert ("So it matters which particles are cut" in answers["shuffled"].says) == all(worse)
    assert (
        "the same as the cut itself (no change in mean absolute error); 3 of"
        in answers["l1_global"].says
    )
    busy = ~idle
    answers = {answer.name: answer for answer in questions.about_the_cut(organism, busy)}
    assert answers["inverse"].says.endswith(" to an output.")


@pytest.mark.parametrize("name", ["digits", "sums"])
def test_the_yardstick_runs_from_nothing_to_the_whole(name):
    organism = specimen(name)
    yard = Yardstick.of(organism)
    assert yard.whole.metric == pytest.approx(grown(name).metric, abs=1e-6)
    assert yard.reach(yard.whole) == 1 and yard.reach(yard.nothing) == 0
    assert yard.cost(yard.whole) == 0 < yard.cost(yard.nothing)
    assert yard.costs(yard.whole) == f"no change in {organism.task.metric}"
    assert yard.compared(yard.whole, yard.nothing) == "better than"
    assert yard.compared(yard.nothing, yard.whole) == "worse than"
    assert yard.compared(yard.nothing, yard.nothing) == "the same as"


def test_differences_within_the_standard_error_of_an_accuracy_count_as_none():
    yard = Yardstick.of(specimen("digits"))
    share = yard.whole.metric
    assert yard.noise == pytest.approx(np.std(np.arange(10_000) < 10_000 * share) / 100, rel=1e-3)
    near = SimpleNamespace(metric=share - 0.9 * yard.noise)
    far = SimpleNamespace(metric=share - 1.1 * yard.noise)
    assert yard.compared(near, yard.whole) == "about the same as"
    assert yard.compared(far, yard.whole) == "worse than"


def test_what_is_no_number_never_looks_like_a_good_score():
    yard = Yardstick.of(specimen("digits"))
    broken = SimpleNamespace(metric=np.nan, correct=None)
    assert yard.costs(broken) == "accuracy drop not a number"
    assert yard.compared(broken, yard.whole) == "worse than"
    untold = Yardstick(yard.specimen, yard.nothing, yard.whole)
    assert np.isnan(untold.reach(yard.whole)), "nothing is better than the whole"


def test_no_steps_of_replication_leave_the_labels(sums):
    weights = next(sums.particle_weights(sums.step, sums.step))[1]
    answer = questions.just_before_the_task(of(sums), weights, Phase(replication_steps=0))
    assert np.array_equal(answer.cut, of(sums).replicators)


def test_the_chart_over_epsilon_draws_what_it_is_given():
    exponents = np.array([-7.0, -6.5, -6.0])
    figure = over_epsilon(
        exponents, np.array([0, 5, 9]), np.array([0.9, np.nan, 0.1]), 0.9, -6.5, "accuracy"
    )
    above, below = figure.data
    assert list(above.x) == list(below.x) == list(exponents)
    assert list(above.y) == [0, 5, 9]
    np.testing.assert_array_equal(below.y, [0.9, np.nan, 0.1])
    assert list(above.customdata) == ["1.0×10⁻⁷", "3.2×10⁻⁷", "1.0×10⁻⁶"]
    assert {shape.x0 for shape in figure.layout.shapes if shape.x0 == shape.x1} == {-6.5}
    assert [title.text for title in figure.layout.annotations] == [
        "self-replicators",
        "accuracy without them",
    ]
