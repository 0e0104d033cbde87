"""How fast a run trains is chosen in the Lab, by who may steer it."""

import pytest
from apps import healthy, lab
from helpers import LONG, addition, wait_until

from orgnet_core.runs.access import Access
from orgnet_core.runs.state import State


@pytest.fixture
def everybodys(registry, monkeypatch):
    monkeypatch.setenv("ORGNET_EVERYBODY_STEERS_UNOWNED", "true")
    return registry.create(LONG, "addition")


def choice(app, run):
    return app.radio(f"speed_{run.id}")


def test_a_limit_holds_while_it_trains_and_can_be_lifted(everybodys):
    app = lab(run=everybodys.id)
    assert choice(app, everybodys).value == 0
    healthy(choice(app, everybodys).set_value(5).run())
    assert everybodys.speed_limit == 5
    everybodys.play()
    wait_until(lambda: everybodys.state is State.RUNNING and everybodys.step > 0)
    healthy(choice(app, everybodys).set_value(0).run())
    assert everybodys.speed_limit is None
    wait_until(lambda: everybodys.step > 100)


def test_what_another_page_chose_is_shown(everybodys):
    app = lab(run=everybodys.id)
    everybodys.speed_limit = 20
    assert choice(healthy(app.run()), everybodys).value == 20


def test_a_watcher_cannot_choose(registry):
    run = registry.create(addition(), "addition", Access.of("somebody else"))
    assert not [each for each in lab(run=run.id).radio if each.key.startswith("speed")]
