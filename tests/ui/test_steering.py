"""Who may steer a run on the pages: a page in another session is another visitor's here."""

import pytest
from apps import healthy, lab, run_of, runs_page, text
from helpers import LONG, wait_until
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from orgnet_core.runs.state import State
from orgnet_core.runs.store.annotations import annotation_of
from ui.server.visitor_cookie import VisitorCookieMiddleware
from ui.session.visitor import COOKIE, TOKEN

STEERING = ("play", "pause", "step", "stop")


@pytest.fixture
def mine(registry):
    """A visitor's page with a long run of their own, and the run, which grows."""
    app = lab(preset="addition", epochs="10000")
    app.button("play").click()
    healthy(app.run())
    run = run_of(app, registry)
    wait_until(lambda: run.state is State.RUNNING and run.step > 0)
    yield app, run
    run.stop()


def can_press(app) -> list[str]:
    return [key for key in STEERING if not app.button(key).disabled]


def test_who_began_a_run_steers_it_and_others_are_told_that_they_watch(mine):
    app, run = mine
    assert can_press(app.run()) == ["pause", "stop"]
    other = lab(run=run.id)
    assert can_press(other) == [] and "You are watching" in text(other.caption)
    assert "Training" in text(other.markdown)
    assert "You are watching" not in text(app.caption)


def forced(widget):
    """The widget as a page shows it that somebody has tampered with."""
    assert widget.disabled
    widget.disabled = widget.proto.disabled = False
    return widget


@pytest.mark.parametrize("key", ["pause", "stop"])
def test_a_page_made_to_press_a_disabled_button_changes_nothing(mine, key):
    _, run = mine
    other = lab(run=run.id)
    forced(other.button(key)).click()
    healthy(other.run())
    assert run.state is State.RUNNING
    run.pause()
    other = lab(run=run.id)
    for key in ("play", "step"):
        step = run.step
        forced(other.button(key)).click()
        healthy(other.run())
        assert (run.state, run.step) == (State.PAUSED, step)


def test_a_watchers_reset_and_settings_leave_the_run_alone_and_begin_one_of_their_own(
    mine, registry
):
    _, run = mine
    for press in ("reset", "new_seed", "apply"):
        other = lab(run=run.id)
        other.button(press).click()
        healthy(other.run())
        assert run.state is State.RUNNING
        own = run_of(other, registry)
        assert own is not run and own.config.organism == run.config.organism
        assert can_press(other) == ["play", "step"]


def test_a_watcher_cannot_let_a_run_go_on_unwatched(mine):
    app, run = mine
    other = lab(run=run.id)
    forced(other.toggle(f"rests_{run.id}")).set_value(False)
    healthy(other.run())
    assert run.rests_unwatched
    app.toggle(f"rests_{run.id}").set_value(False)
    healthy(app.run())
    assert not run.rests_unwatched


def link_to_take_control(app) -> dict[str, str]:
    (link,) = [code.value for code in app.code if "steer=" in code.value]
    return dict(part.split("=") for part in link.partition("?")[2].split("&"))


def test_the_link_to_take_control_gives_it_and_leaves_the_address(mine):
    app, run = mine
    query = link_to_take_control(app)
    assert query["run"] == run.id
    other = lab(**query)
    assert "steer" not in other.query_params
    assert text(other.toast) == "You may steer this run now."
    assert can_press(other) == ["pause", "stop"]
    other.button("pause").click()
    healthy(other.run())
    assert run.state is State.PAUSED
    assert can_press(app.run()) == ["play", "step", "stop"], "both may"
    assert link_to_take_control(other) == query
    assert [code for code in lab(run=run.id).code if "steer=" in code.value] == []


@pytest.mark.parametrize(
    "key", ["", "x", "../..", "\0", "ε", "<script>", "a" * 10_000, "None", "%00", "'; DROP TABLE"]
)
def test_another_key_is_refused_with_a_sentence(mine, key):
    app, run = mine
    other = lab(run=run.id, steer=key)
    assert "key does not fit this run" in text(other.warning)
    assert can_press(other) == [] and "steer" not in other.query_params
    assert can_press(app.run()) == ["pause", "stop"]


def test_the_key_of_one_run_does_not_open_another(mine, registry):
    _, run = mine
    second = run_of(lab(preset="addition"), registry)
    other = lab(run=second.id, steer=run.access.key)
    assert "key does not fit" in text(other.warning) and can_press(other) == []


def test_a_run_of_nobody_is_everybodys(registry):
    run = registry.create(LONG, "addition")
    for app in (lab(run=run.id), lab(run=run.id)):
        assert can_press(app) == ["play", "step"] and "You are watching" not in text(app.caption)


def test_where_everybody_steers_nobody_only_watches(mine, monkeypatch):
    monkeypatch.setenv("ORGNET_EVERYBODY_STEERS", "1")
    assert can_press(lab(run=mine[1].id)) == ["pause", "stop"]


def test_others_may_not_name_pin_or_delete_a_run_however_they_press(mine, registry):
    app, run = mine
    other = runs_page(chosen=[run.id])
    disabled = [other.button(f"runs_{name}").disabled for name in ("open", "pin", "delete")]
    assert disabled == [False, True, True]
    assert f"what others began: {run.id}." in text(other.caption)
    for name in ("pin", "delete"):
        forced(other.button(f"runs_{name}")).click()
        healthy(other.run())
    assert registry.store.run(run.id) is not None
    assert not annotation_of(registry.store, run.id).pinned
    app.switch_page("pages/runs.py")
    app.session_state["runs_chosen"] = [run.id]
    healthy(app.run()).button("runs_pin").click()
    healthy(app.run())
    assert annotation_of(registry.store, run.id).pinned


async def html(_request):
    return HTMLResponse("<p>hello")


async def plain_json(_request):
    return JSONResponse({})


@pytest.fixture
def client():
    routes = [Route("/", html), Route("/json", plain_json)]
    with TestClient(
        Starlette(routes=routes, middleware=[Middleware(VisitorCookieMiddleware)])
    ) as client:
        yield client


def test_a_browser_gets_a_token_with_its_first_page_and_keeps_it(client):
    assert "set-cookie" not in client.get("/json").headers
    given = client.get("/").headers["set-cookie"]
    assert "HttpOnly" in given and "SameSite=Lax" in given and "Secure" not in given
    assert TOKEN.fullmatch(client.cookies[COOKIE])
    assert "set-cookie" not in client.get("/").headers
    client.cookies.clear()
    assert client.get("/").headers["set-cookie"] != given, "everybody another one"
    client.cookies.clear()
    assert "Secure" in client.get("https://testserver/").headers["set-cookie"]


@pytest.mark.parametrize("token", ["", "x", "a" * 23, "a" * 5000, "../../../../../../../x"])
def test_what_is_no_token_is_replaced(client, token):
    answer = client.get("/", headers={"Cookie": f"{COOKIE}={token}"})
    assert COOKIE in answer.headers["set-cookie"]
