"""A segmented control of which one option is always pressed, whatever the browser says."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]


def _page() -> None:
    import streamlit as st

    from ui.shared.segments import choose_one

    options = st.session_state.get("allowed", ["red", "green", "blue"])
    st.write(choose_one("Colour", options, key="colour"))


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(_page).run()


def _chosen(app: AppTest) -> str:
    assert not app.exception
    assert app.button_group("colour").value == app.markdown[0].value
    return app.markdown[0].value


def test_the_first_is_pressed_at_first_and_a_click_presses_another(app):
    assert _chosen(app) == "red"
    app.button_group("colour").set_value("green").run()
    assert _chosen(app) == "green"


def test_a_browser_that_says_that_none_is_pressed_gets_the_last_one_back(app):
    app.button_group("colour").set_value("blue").run()
    app.button_group("colour").set_value(None).run()
    assert _chosen(app) == "blue"
    app.run()
    assert _chosen(app) == "blue"


def test_what_a_link_presses_before_it_is_drawn_outlasts_that_too():
    app = AppTest.from_function(_page)
    app.session_state["colour"] = "green"
    assert _chosen(app.run()) == "green"
    app.button_group("colour").set_value(None).run()
    assert _chosen(app) == "green"


def test_an_option_that_is_gone_gives_way_to_the_first(app):
    app.button_group("colour").set_value("blue").run()
    app.session_state["allowed"] = ["red", "green"]
    assert _chosen(app.run()) == "red"


def test_no_other_place_asks_streamlit_for_one():
    files = [path for folder in ("ui", "pages") for path in (ROOT / folder).rglob("*.py")]
    using = {path.name for path in files if "segmented_control" in path.read_text()}
    assert using == {"segments.py"}
