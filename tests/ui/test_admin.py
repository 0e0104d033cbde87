"""Whoever keeps the server may stop and delete any run, once they have typed the key in."""

import pytest
from apps import healthy, lab, opened, runs_page, text
from helpers import LONG, advance

from orgnet_core.config import SettingsError
from orgnet_core.runs.access import Access
from orgnet_core.settings import Settings
from ui.session import admin
from ui.status import facts

KEY = "correct horse battery"


@pytest.fixture
def others(registry, monkeypatch):
    """A recorded run of another visitor, on a server with a key."""
    monkeypatch.setenv("ORGNET_ADMIN_KEY", KEY)
    run = registry.create(LONG, "addition", Access.of("another visitor"))
    advance(run)
    return run


def status():
    return healthy(opened("status").run())


def entered(app, key: str):
    app.text_input("admin_key").input(key)
    app.button("admin_enter").click()
    return healthy(app.run())


def test_with_the_key_this_visit_steers_and_deletes_the_runs_of_others(others, registry):
    app = entered(status(), KEY)
    assert "You can control, rename and delete every run" in text(app.caption)
    assert not app.text_input and "admin" not in app.query_params
    app.switch_page("pages/runs.py")
    app.session_state["runs_chosen"] = [others.id]
    healthy(app.run()).button("runs_delete").click()
    healthy(app.run())
    assert registry.store.run(others.id) is None


def test_another_visit_is_not_an_admins(others):
    entered(status(), KEY)
    assert runs_page(chosen=[others.id]).button("runs_delete").disabled
    assert lab(run=others.id).button("play").disabled
    assert lab(run=others.id, is_admin="1", admin_key=KEY).button("play").disabled, "nor by a link"


@pytest.mark.parametrize("key", ["", "wrong", KEY[:-1], KEY + "x", KEY.upper(), "ε" * 20])
def test_a_wrong_key_takes_a_while_and_opens_nothing(others, monkeypatch, key):
    slept = []
    monkeypatch.setattr(admin, "sleep", slept.append)
    app = entered(status(), key)
    assert text(app.warning) == "That is not the admin key." and slept == [admin.WRONG_SECONDS]
    assert app.text_input("admin_key").value == ""
    app.switch_page("pages/lab.py")
    app.query_params["run"] = others.id
    assert healthy(app.run()).button("play").disabled


def test_a_server_without_a_key_asks_for_none(registry):
    assert not status().text_input


@pytest.mark.parametrize("key", ["", "fifteen letters"])
def test_a_short_key_is_refused_and_not_repeated(monkeypatch, key):
    monkeypatch.setenv("ORGNET_ADMIN_KEY", key)
    with pytest.raises(SettingsError) as refused:
        Settings()
    assert str(refused.value) == "ORGNET_ADMIN_KEY must be at least 16 characters long."


def test_the_settings_in_force_do_not_show_the_key(others, monkeypatch):
    assert KEY not in f"{facts.settings()} {Settings()!r} {status()}"
    values = {row["Setting"]: row["Value"] for row in facts.settings()}
    assert values["ORGNET_ADMIN_KEY"] == "set"
    monkeypatch.delenv("ORGNET_ADMIN_KEY")
    values = {row["Setting"]: row["Value"] for row in facts.settings()}
    assert values["ORGNET_ADMIN_KEY"] == "not set"


def test_a_server_may_keep_the_runs_that_nobody_began_to_its_admin(registry, monkeypatch):
    run = registry.create(LONG, "addition")
    assert not lab(run=run.id).button("play").disabled
    monkeypatch.setenv("ORGNET_EVERYBODY_STEERS_UNOWNED", "0")
    assert lab(run=run.id).button("play").disabled
    monkeypatch.setenv("ORGNET_ADMIN_KEY", KEY)
    app = entered(status(), KEY)
    app.switch_page("pages/lab.py")
    app.query_params["run"] = run.id
    assert not healthy(app.run()).button("play").disabled
