"""Why a particle flips, on its page: computed in the background, said, drawn and listed."""

import pytest
from apps import charts, components, healthy, opened, sentences
from helpers import addition, advance, bits, play_to_the_end, wait_until

from orgnet_core.flips import Flips, flips, pushes
from orgnet_core.runs.live.continued import continued
from orgnet_views.numbers import format_number
from ui.particle.flipping import BATCHES, _happened, _why
from ui.shared.jobs import jobs


def section(run, particle=4):
    app = opened("particle", run=run.id, particle=str(particle))
    app.session_state["open_flips"] = True
    return healthy(app.run())


def computed(run, particle=4):
    """The section, once what its button starts is there."""
    app = section(run, particle)
    healthy(app.button(key="flips_start").click().run())
    wait_until(lambda: all(job.state.is_over for job in list(jobs()._jobs.values())))
    return healthy(app.run())


@pytest.fixture
def sums(registry):
    run = registry.create(addition(epochs=20), "addition")
    play_to_the_end(run)
    return run


def test_it_says_what_the_trainer_does(sums):
    before = [bits(snapshot) for snapshot in sums.snapshots]
    app = computed(sums)
    seen = list(pushes(continued(sums, sums.step).trainer, 4, BATCHES))
    assert len(seen) == BATCHES == 40
    assert _happened(flips(seen)) in sentences(app)
    assert _why(flips(seen)) in sentences(app) and "From the run's own momenta." in sentences(app)
    rows = app.table[-1].value
    assert list(rows["step"]) == [f"{push.step:,}" for push in seen]
    assert list(rows["before the task step"]) == [format_number(push.before) for push in seen]
    assert list(rows["after the task step"]) == [format_number(push.after) for push in seen]
    assert list(rows["|gradient|"]) == [format_number(abs(push.gradient)) for push in seen]
    assert charts(app) == 1 and "task step" in components(app, "organism_chart")[0]["alt"]
    assert app.button(key="flips_start").disabled, "it is there"
    assert [bits(snapshot) for snapshot in sums.snapshots] == before


def test_nothing_is_computed_until_somebody_asks(sums):
    app = section(sums)
    assert not app.button(key="flips_start").disabled and charts(app) == 0
    assert not jobs()._jobs


def test_it_goes_on_from_the_shown_step_and_says_without_momenta(sums):
    app = opened("particle", run=sums.id, particle="4")
    app.session_state["open_flips"] = True
    app.session_state["particle_time"] = {"at": 3}
    healthy(app.run())
    assert app.button(key="flips_start").label.endswith(f"from step {sums.snapshots[3].step}")


def test_a_phase_in_which_the_task_rests_has_nothing_to_show(registry):
    run = registry.create(addition(**{"phases.0.task": False}), "addition")
    advance(run)
    app = computed(run)
    assert "There are no task steps here" in sentences(app) and charts(app) == 0


def test_what_happened_is_told_in_each_case():
    below = Flips(batches=40, below=9, pushed=7, came=2, correlation=-0.416)
    assert _happened(below) == (
        "In 40 batches a task step found its error under ε 9 times and pushed it over **7** times; "
        "it took it under ε 2 times."
    )
    assert "**−0.42**" in _why(below)
    never = below._replace(below=0, pushed=0, correlation=float("nan"))
    assert "never brought its error under ε" in _happened(never)
    assert "nothing to compare" in _why(never)
