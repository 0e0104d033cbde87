"""The Particle page: every section on every sort of particle, without a browser."""

import re

import numpy as np
import pytest
import torch
from apps import charts, components, healthy, opened, sentences
from helpers import advance
from streamlit.testing.v1 import AppTest

from orgnet_core.config import RunConfig
from orgnet_core.endurance import HONEST, PUBLIC_CODE, endure_sizes
from orgnet_core.fixpoints import Kind
from orgnet_core.operators import Operator
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.robustness import End, SelfApplication
from orgnet_views.numbers import format_number
from ui.particle.sentences import grows, lasted, outcome
from ui.session.board import Report
from ui.shared.positions import describe_position


@pytest.fixture
def digits(registry):
    """225-3-10: 675 particles read pixels, 30 read hidden cells."""
    config = PRESETS["mnist15"].config.changed({"hidden": "3", "batch_size": "1000"})
    run = registry.create(config, "mnist15")
    advance(run)
    return run


@pytest.fixture
def sums(registry):
    run = registry.create(PRESETS["addition"].config, "addition")
    advance(run)
    return run


SECTIONS = ["open_reads", "open_kick", "open_replicate"]


def page(run, particle=None, sections=SECTIONS) -> AppTest:
    app = opened()
    app.query_params["run"] = run.id
    if particle is not None:
        app.query_params["particle"] = str(particle)
    healthy(app.run())
    app.switch_page("pages/particle.py")
    for section in sections:
        app.session_state[section] = True
    return healthy(app.run())


def test_a_section_is_built_once_it_is_opened_and_says_before_what_it_answers(sums):
    app = page(sums, 4, sections=[])
    assert charts(app) == 0 and not app.select_slider and not app.table
    labels = [each.label for each in app.expander]
    assert [label.split("** · ")[0] for label in labels] == [
        "**What it reads",
        "**Noise test",
        "**Lifetime under noise",
        "**Self-train",
        "**Why did it flip?",
        "**Attack and melt",
        "**Random initial weights",
    ]
    assert all(label.endswith("?") for label in labels)
    app.session_state["open_kick"] = True
    assert "After a kick of 10⁻³ it " in sentences(healthy(app.run()))
    assert charts(app) == 2 and not app.table, "the others are closed"


def test_what_is_open_stays_open_for_another_particle(sums):
    app = page(sums, 4, sections=["open_replicate"])
    app.number_input("particle").set_value(5).run()
    assert "Particle 5 of organism" in sentences(healthy(app))
    assert "changed a copy's replication error" in sentences(app) and len(app.table) == 1


def test_a_first_layer_particle_reads_a_pixel(digits):
    words = sentences(page(digits, 225 + 7 * 15 + 8))
    assert "layer 1, cell 2, pixel row 8, column 9" in words
    assert "It reads the pixel in row 8, column 9." in words
    assert "**55,009** of the 60,000 training images (91.7 %)" in words


def test_a_pixel_that_is_always_black_is_called_so(digits):
    app = page(digits, 14 * 15)
    assert "**0** of the 60,000 training images" in sentences(app)
    assert "this particle reads only zeros" in sentences(app)
    assert charts(app) == 2 + 2 + 1, "no histogram of nothing"


def test_a_deeper_particle_reads_a_cell(digits):
    app = page(digits, 675 + 2)
    assert "layer 2, cell 1, edge 3" in sentences(app)
    assert "It reads cell 3 of layer 1: mean " in sentences(app)
    assert "over the 10,000 test samples" in sentences(app)
    assert charts(app) == 2 + 2 + 1


def test_a_particle_of_addition_reads_a_normal_input(sums):
    app = page(sums, 1)
    found = re.search(
        r"It reads input 2 of the organism: mean (\S+), standard deviation (\S+)", sentences(app)
    )
    mean, deviation = (float(part.replace("−", "-")) for part in found.groups())
    assert abs(mean) < 0.1 and deviation == pytest.approx(1, abs=0.1)
    assert charts(app) == 1 + 2 + 1, "no classes, no chart by class"


def test_a_kick_can_be_repeated_resized_and_walked_through(sums):
    app = page(sums, 4)
    first = kick_result(app)
    assert first.startswith("After a kick of 10⁻³ it ")
    again = kick_result(healthy(app.button("kick_again").click().run()))
    app.select_slider("kick_size").set_value(0).run()
    assert kick_result(healthy(app)).startswith("After a kick of 10⁰ it ")
    app.segmented_control("kick_noise").set_value("uniform").run()
    healthy(app)
    last = int(app.slider("kick_step").max)
    app.slider("kick_step").set_value(last).run()
    assert f"After {last:,} self-applications: " in sentences(healthy(app))
    assert again.startswith("After a kick of 10⁻³ it ")
    assert app.session_state["kicks"] == 2
    for size in (-9, -2, 0):  # with lives of other lengths
        healthy(app.select_slider("kick_size").set_value(size).run())


def kick_result(app) -> str:
    return next(each.value for each in app.markdown if each.value.startswith("After a kick"))


def test_a_kick_lost_in_rounding_is_called_so(sums):
    app = page(sums, 4)
    assert "rounded away" not in sentences(app)
    app.select_slider("kick_size").set_value(-9).run()
    changed = "rounded away" not in sentences(healthy(app))
    own = next(sums.particle_weights(1, 1))[1][:, 4]
    assert changed == (np.abs(own).min() < 0.02), "float32 has 24 bits"


def test_replication_is_done_on_a_copy(sums):
    before = next(sums.particle_weights(1, 1))[1].copy()
    app = page(sums, 4)
    assert "100 steps changed a copy's replication error from" in sentences(app)
    app.select_slider("replicate_steps").set_value(5000).run()
    assert "The run itself is unchanged." in sentences(healthy(app))
    assert "other → self-replicator" in sentences(app)
    assert np.array_equal(next(sums.particle_weights(1, 1))[1], before)
    table = app.table[0].value
    assert table["perfect"].tolist()[:4] == ["1.00", "0", "0", "0"]
    assert table["after"].tolist()[4] == table["perfect"].tolist()[4]


def result(app, key) -> str:
    """The sentence of an experiment, with how many there are held to one."""
    (found,) = [each.value for each in app.markdown if re.match(key, each.value)]
    return found


def test_how_long_it_lasts_is_counted_as_is_asked_for(sums):
    app = page(sums, 4, sections=["open_lasts"])
    own = torch.tensor(next(sums.particle_weights(1, 1))[1][:, [4]])
    levels = endure_sizes(own, 3)
    honest = result(app, "Until it is")
    assert honest.startswith(lasted(levels, HONEST)) and "(medians of 10 random draws)" in honest
    assert "(in theory 4 for a self-replicator)." in honest
    assert charts(app) == 1 and "ten addition organisms" not in sentences(app)
    app.toggle("lasts_runs_on").set_value(True).run()
    app.toggle("lasts_credits_death").set_value(True).run()
    counted = result(healthy(app), "Until it is")
    assert counted.startswith(lasted(levels, PUBLIC_CODE))
    assert "(running totals over 10 random draws)" in counted
    assert "ten addition organisms" in sentences(app), "what the switches are for"
    app.segmented_control("lasts_noise").set_value("uniform").run()
    uniform = lasted(endure_sizes(own, 3, "uniform"), PUBLIC_CODE)
    assert result(healthy(app), "Until it is").startswith(uniform)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (4.0, "A small error grows **4.00-fold** per step ("),
        (0.02, "A small error shrinks to 0.0200 of itself per step ("),
        (float("nan"), "The growth of a small error cannot be measured here ("),
    ],
)
def test_growth_has_its_sentence(factor, words):
    assert grows(factor) == f"{words}in theory 4 for a self-replicator)."


def test_particles_meet_on_copies_in_the_cell_the_layer_and_everywhere(sums):
    before = next(sums.particle_weights(1, 1))[1].copy()
    app = page(sums, 4, sections=["open_meets"])
    assert result(app, ".* met").startswith("**1 pair** met: each target's weights became")
    assert app.table[0].value[""].tolist()[:3] == [
        *("mean absolute error", "task loss", "mean replication loss")
    ]
    for scope, random, one in (("layer", 3, 5), ("everywhere", 9, 17)):
        app.selectbox("meets_scope").set_value(scope).run()
        assert f"**{random} pairs** met" in sentences(healthy(app))
        app.segmented_control("meets_how").set_value("one").run()
        assert f"**{one} pairs** met" in sentences(healthy(app))
        app.segmented_control("meets_how").set_value("random").run()
    attacked = app.table[0].value["after"].tolist()
    app.segmented_control("meets_operator").set_value(Operator.MELT).run()
    assert "each target took half of its weights from its partner" in sentences(healthy(app))
    molten = app.table[0].value["after"].tolist()
    app.button("meets_again").click().run()
    assert attacked != molten != healthy(app).table[0].value["after"].tolist()
    assert "The run itself is unchanged." in sentences(app)
    assert np.array_equal(next(sums.particle_weights(1, 1))[1], before)


def test_the_selected_particles_can_meet(sums, monkeypatch):
    app = page(sums, 4, sections=["open_meets"])
    assert [each["reports"] for each in components(app, "organism_board")] == [["at"], []]
    app.selectbox("meets_scope").set_value("selected").run()
    told = [each["reports"] for each in components(app, "organism_board")]
    assert told == [["at", "selection"], []], "from now on"
    assert "Fewer than two particles take part." in sentences(healthy(app)) and not app.table
    monkeypatch.setattr("ui.particle.meeting.reported", lambda *_: Report([2, 5, 6, 7], None))
    assert "**2 pairs** met" in sentences(healthy(app.run()))
    app.segmented_control("meets_how").set_value("one").run()
    assert "**4 pairs** met" in sentences(healthy(app)), "particle 4, on each of them"


def test_random_starts_end_in_death_or_divergence(sums):
    app = page(sums, 4, sections=["open_starts"])
    first = result(app, "Of ")
    assert first.startswith("Of **1,000** particles of width h = 3") and "no other end" in first
    counts = [int(count.replace(",", "")) for count in app.table[0].value["particles"]]
    assert sum(counts) == 1000 and counts[2:] == [0, 0, 0]
    assert result(healthy(app.button("starts_again").click().run()), "Of ") != first


def test_the_rates_are_the_runs_own_until_changed(registry):
    config = PRESETS["addition"].config.changed({"replication_lr": 0.02, "momentum": 0.5})
    run = registry.create(config, "addition")
    app = page(run, 0)
    assert app.number_input(f"replicate_lr_{run.id}").value == 0.02
    assert app.number_input(f"replicate_momentum_{run.id}").value == 0.5
    healthy(app.number_input(f"replicate_lr_{run.id}").set_value(10.0).run())
    assert "→ divergent" in sentences(app) and "not a number" in sentences(app)


def test_without_recorded_weights_nothing_is_made_up(sums, monkeypatch):
    monkeypatch.setattr(type(sums), "particle_weights", lambda *_: iter(()))
    app = page(sums, 4, [*SECTIONS, "open_lasts", "open_meets"])
    assert sum("were not recorded at this step" in info.value for info in app.info) == 4
    assert "After a kick" not in sentences(app) and "changed a copy's" not in sentences(app)
    assert "It reads" in sentences(app)


@pytest.mark.parametrize("bad", ["18", "-1", "x", "1.5", "", "٣", "9" * 40, "<b>"])
def test_a_bad_particle_in_the_link_gets_a_sentence(sums, bad):
    app = page(sums, bad)
    number = app.number_input("particle").value
    assert "no particle of this organism, which has particles 0 to 17." in sentences(app)
    assert f"This is particle {number}." in sentences(app)
    assert f"Particle {number} of organism" in sentences(app) and "<b>" not in sentences(app)


def test_a_particle_that_another_organism_lacks_gives_way(digits, sums):
    app = page(digits, 600)
    app.query_params["run"] = sums.id
    healthy(app.run())
    assert app.number_input("particle").value <= 17
    assert f"of organism {sums.id}" in sentences(app)


def test_a_good_particle_in_the_link_is_shown_without_complaint(sums):
    app = page(sums, 17)
    assert not app.warning and app.number_input("particle").value == 17
    app.number_input("particle").set_value(3).run()
    assert "Particle 3 of organism" in sentences(healthy(app)) and not app.warning


def test_places_are_counted_as_on_the_map():
    config = PRESETS["mnist15"].config
    assert describe_position(config, 0) == "layer 1, cell 1, pixel row 1, column 1"
    assert describe_position(config, 1199) == "layer 3, cell 10, edge 5"


def life(kinds, end) -> SelfApplication:
    kind = np.array(kinds, np.uint8)[:, None]
    ended = np.isin(kind, (Kind.ZERO, Kind.DIVERGENT))
    some = np.full(kind.shape, 0.25)
    kept = (kind[:-1] == Kind.SELF_REPLICATOR).sum(0)
    return SelfApplication(some[:, None], some, some, kind, (~ended[:-1]).sum(0), kept, (end,))


SR, OTHER, ZERO, DIVERGENT = Kind.SELF_REPLICATOR, Kind.OTHER, Kind.ZERO, Kind.DIVERGENT


@pytest.mark.parametrize(
    ("kinds", "end", "stayed", "became"),
    [
        (
            [SR, SR, OTHER, DIVERGENT],
            End.BLEW_UP,
            "stayed a self-replicator for 2 steps",
            "then diverged after 3 steps",
        ),
        (
            [SR, OTHER, ZERO],
            End.DIED,
            "stayed a self-replicator for 1 step",
            "then died after 2 steps: all its weights are zero",
        ),
        (
            [OTHER, SR, SR],
            End.REPLICATES,
            "was a self-replicator for 1 step",
            "and after 2 steps is one again, 0.250 from its weights before",
        ),
        (
            [SR, SR, SR],
            End.RETURNED,
            "stayed a self-replicator for 2 steps",
            "and after 2 steps is stable within 10⁻⁵ of its weights before",
        ),
        (
            [OTHER, ZERO],
            End.DIED,
            "was never a self-replicator",
            "and died after 1 step: all its weights are zero",
        ),
        (
            [OTHER, OTHER],
            End.CHANGING,
            "was never a self-replicator",
            "and was still changing after 1 step",
        ),
    ],
)
def test_every_end_has_its_sentence(kinds, end, stayed, became):
    assert outcome("10⁻³", life(kinds, end)) == f"After a kick of 10⁻³ it {stayed}, {became}."


@pytest.mark.parametrize(
    ("kind", "end", "name"), [(DIVERGENT, End.BLEW_UP, "divergent"), (ZERO, End.DIED, "zero")]
)
def test_what_ended_at_the_kick_took_no_step(kind, end, name):
    sentence = f"After a kick of 1 it was {name} at once, before any self-application."
    assert outcome("1", life([kind], end)) == sentence


def test_a_snapshots_phase_is_the_one_it_was_trained_in():
    phases = (Phase(epochs=2, momentum=0.1), Phase(epochs=3, momentum=0.2))
    config = RunConfig(phases=phases)
    found = [
        config.phase_before(int(epoch * config.batches)).momentum for epoch in (0, 1.5, 2, 2.5, 5)
    ]
    assert found == [0.1, 0.1, 0.1, 0.2, 0.2]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (1.0, "1.00"),
        (-0.0123, "−0.0123"),
        (123.4, "123"),
        (4.56e-7, "4.6×10⁻⁷"),
        (-2.5e12, "−2.5×10¹²"),
        (float("nan"), "not a number"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
    ],
)
def test_numbers_are_readable(value, words):
    assert format_number(value) == words
