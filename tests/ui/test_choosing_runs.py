"""The choice of an organism: the newest ones, others by words, never a list without end."""

import pytest
from apps import healthy, text
from many import record_many
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from orgnet_core.examples import EXAMPLES
from orgnet_core.runs.store.annotations import rename
from ui.session.runs import MOST_OFFERED

RECORDED = ["Recorded"] * len(EXAMPLES)  # examples, below the visitor's own


def _page() -> None:
    import streamlit as st

    from ui.session.runs import choose_run

    st.markdown(f"looking at {choose_run().id}")


@pytest.fixture
def ids(registry) -> list[str]:
    return record_many(registry.store, 3 * MOST_OFFERED)


@pytest.fixture
def app(ids) -> AppTest:
    app = AppTest.from_function(_page, default_timeout=60)
    app.query_params["run"] = ids[3]
    return healthy(app.run())


def offered(app: AppTest) -> list[str]:
    return [option.split(" ")[0] for option in app.selectbox("chosen_run").options]


def typed(app: AppTest, words: str) -> AppTest:
    """What the browser sends of words that are no option; Streamlit's driver knows no such."""

    def state(box: Selectbox) -> WidgetState:
        return WidgetState(id=box.id, string_value=words)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Selectbox, "_widget_state", property(state))
        return healthy(app.run())


def test_the_newest_are_offered_beside_the_one_that_is_looked_at(app, ids):
    assert offered(app) == [ids[3], *ids[::-1][:MOST_OFFERED], *RECORDED]
    assert text(typed(app, ids[-1]).markdown) == f"looking at {ids[-1]}"


def test_words_that_only_one_run_has_lead_to_it(app, ids, registry):
    typed(app, "seed 7")
    assert text(app.markdown) == f"looking at {ids[7]}"
    rename(registry.store, ids[9], "the best of all")
    assert text(typed(app, "best").markdown) == f"looking at {ids[9]}"
    assert "the best of all" in app.selectbox("chosen_run").options[0]
    typed(app, ids[11])
    assert text(app.markdown) == f"looking at {ids[11]}"


def test_words_that_several_have_offer_those(app, ids, registry):
    for run in ids[:3]:
        rename(registry.store, run, "slow one")
    typed(app, "slow")
    assert offered(app) == [ids[3], *ids[2::-1], *RECORDED]
    assert "3 organisms match" in text(app.caption)
    assert text(typed(app, ids[1]).markdown) == f"looking at {ids[1]}"
    assert not app.caption and len(offered(app)) == MOST_OFFERED + 1 + len(RECORDED)


def test_words_that_nobody_has_are_said_and_the_newest_stay(app, ids):
    typed(app, "![](http://x/y)")
    assert "No organism recorded here" in text(app.caption) and "![](" not in text(app.caption)
    assert text(app.markdown) == f"looking at {ids[3]}"
    assert len(offered(app)) == MOST_OFFERED + 1 + len(RECORDED)
