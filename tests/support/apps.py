"""The pages without a browser: Streamlit's own test driver, and what several tests ask of it."""

import json
from collections.abc import Iterable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from orgnet_core.runs.live.registry import Registry
from orgnet_core.runs.live.run import Run
from orgnet_core.runs.state import State
from ui.runs.table import CHOSEN

ROOT = Path(__file__).parents[2]


def opened(page: str | None = None, **query: str) -> AppTest:
    """A page as the address asks for it, not yet run; the Lab unless said."""
    app = _driven("app.py")
    for name, value in query.items():
        app.query_params[name] = value
    if page is not None:
        app.switch_page(f"pages/{page}.py")
    return app


def alone(page: str) -> AppTest:
    """A page by itself, without the navigation around it, not yet run."""
    return _driven(f"pages/{page}.py")


def _driven(script: str) -> AppTest:
    return AppTest.from_file(str(ROOT / script), default_timeout=60)


def lab(**query: str) -> AppTest:
    return healthy(opened(**query).run())


def waiting_lab(registry: Registry, preset: str = "mnist15") -> tuple[AppTest, Run]:
    """The Lab with a new run of a preset, which waits for Play."""
    app = lab(preset=preset)
    run = run_of(app, registry)
    assert run is not None and run.state is State.READY
    return app, run


def healthy(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def text(elements) -> str:
    return " ".join(element.value for element in elements)


def sentences(app: AppTest) -> str:
    """All that stands on a page or section as running text."""
    shown = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.subheader]
    return text(shown)


def components(app: AppTest, name: str) -> list[dict]:
    """What each component of that name is given, in the page's order."""
    shown = [each.proto for each in app.get("bidi_component")]
    return [json.loads(each.json) for each in shown if each.component_name == name]


def status_words(app: AppTest) -> str:
    """Where the run stands, in the Lab's sentence."""
    (status,) = [each["status"] for each in components(app, "run_status")]
    return status["state"] + status["words"]


def charts(app: AppTest) -> int:
    """How many there are; each is of what the Plotly in the page can draw."""
    figures = [json.loads(each["figure"]) for each in components(app, "organism_chart")]
    assert {trace["type"] for figure in figures for trace in figure["data"]} <= {"scatter", "bar"}
    return len(figures)


def led_to(app: AppTest) -> dict[str, str]:
    """What the address will say of the page that this one, run by itself, leads to."""
    _, query = healthy(app).session_state["visit"]
    return query


def run_of(app: AppTest, registry: Registry) -> Run | None:
    """The run that the page's address names."""
    linked = app.query_params["run"]  # text at first, a list of texts after a rerun
    return registry.get(linked if isinstance(linked, str) else linked[-1])


def runs_page(chosen: Iterable[str] = (), **session: object) -> AppTest:
    """The Runs page with these runs chosen, and more in the session."""
    app = opened("runs")
    if chosen:
        app.session_state[CHOSEN] = list(chosen)
    for name, value in session.items():
        app.session_state[name] = value
    return healthy(app.run())
