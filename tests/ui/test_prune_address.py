"""The Prune page's cut in the address: it opens the same cut again; what cannot be is refused."""

import numpy as np
import pytest
from apps import alone, components, healthy
from helpers import play_to_the_end
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.presets import PRESETS
from orgnet_core.ranges import LONGEST
from orgnet_views.ranges import from_ranges, to_ranges
from ui.shared import registry as shared

PARTICLES = 705
CUTS = [
    {"by": "l1_global", "count": "141"},
    {"by": "random", "count": "236"},
    {"by": "dark_pixels", "count": "0"},
    {"by": "persistent_replicator", "count": "9"}
    | {"persistent_percent": "70", "persistent_epochs": "3"},
    {"by": "kind", "kinds": "0_1"},
    {"by": "kind", "kinds": "none"},
    {"by": "threshold", "measure": "weight", "side": "above", "limit": "0.25"},
    {"by": "threshold", "measure": "gradient", "side": "below", "limit": "inf"},
    {"by": "by_hand", "kept": "0-44_90", "combine": "as_kept"},
    {"by": "taylor", "count": "705", "kept": "3-9_11_700-704", "combine": "remove"},
    {"by": "taylor", "count": "50", "kept": "0-99", "combine": "add"},
    {"by": "self_replicator", "count": "90", "spared": "3_700-704"},
]
REFUSED = [
    ({"by": "**all**"}, "`by` must be one of `self_replicator`, "),
    ({"by": "by_hand\x00"}, "`by` must be one of"),
    ({"count": "706"}, "`count` must be a whole number from 0 to 705."),
    ({"count": "-1"}, "`count` must be a whole number"),
    ({"count": "1e9"}, "`count` must be a whole number"),
    ({"count": "9" * 5000}, "`count` must be a whole number"),
    ({"persistent_percent": "101"}, "`persistent_percent` must be a whole number from 0 to 100."),
    ({"persistent_percent": "0.8"}, "`persistent_percent` must be a whole number"),
    ({"persistent_epochs": "0"}, "`persistent_epochs` must be a whole number from 1 to 100."),
    ({"by": "kind", "kinds": "0_5"}, "`kinds` must be numbers of kinds from 0 to 4, such as 0_3."),
    ({"by": "kind", "kinds": "<b>0</b>"}, "`kinds` must be numbers of kinds"),
    ({"by": "threshold", "measure": "__class__"}, "`measure` must be one of `replication_error`, "),
    ({"by": "threshold", "side": "left"}, "`side` must be one of `below`, `above`."),
    ({"by": "threshold", "limit": "a lot"}, "`limit` must be a number, such as 0.01 or 1e-5."),
    ({"kept": "0-705"}, "`kept` must be particles from 0 to 704, such as 0-44_90."),
    ({"kept": "0-999999999"}, "`kept` must be particles"),
    ({"kept": "9-3"}, "`kept` must be particles"),
    ({"kept": "1_" * 5000 + "1"}, "`kept` must be particles"),
    ({"spared": "705"}, "`spared` must be particles from 0 to 704, such as 0-44_90."),
    ({"kept": "0-9", "combine": "xor"}, "`combine` must be one of `as_kept`, `add`, "),
]


@given(st.lists(st.booleans(), min_size=1).map(np.array))
def test_a_mask_comes_back_from_its_ranges(mask):
    text = to_ranges(mask)
    if mask.any():
        assert np.array_equal(from_ranges(text, len(mask)), mask)
    else:
        assert text == ""


@given(st.text("0123456789-_", max_size=12) | st.text())
def test_any_text_is_a_mask_or_refused(text):
    try:
        mask = from_ranges(text, 50)
    except ValueError:
        return
    assert mask.shape == (50,) and len(text) <= LONGEST
    assert mask.any() == bool(text)


@pytest.fixture(scope="module")
def run(shared_home):
    """A small organism that reads digits, grown for an epoch."""
    config = PRESETS["mnist15"].config.changed({"hidden": "3", "batch_size": 1000, "epochs": 1})
    run = shared.registry().create(config, "mnist15")
    assert config.organism.particles == PARTICLES
    play_to_the_end(run)
    return run


def opened(run, **query):
    app = alone("prune")
    for name, value in ({"run": run.id} | query).items():
        app.query_params[name] = value
    return healthy(app.run())


def sentence(app) -> str:
    return next(m.value for m in app.markdown if m.value.startswith("Cut **"))


def said(app) -> dict[str, str | None]:
    """What the board has the address say, without what is empty."""
    [query] = filter(None, (data["query"] for data in components(app, "organism_board")))
    return {name: value for name, value in query.items() if value != ""}


def test_the_address_says_of_every_cut_what_opens_it_again(run):
    for query in CUTS:
        app = opened(run, **query)
        assert not app.warning
        assert said(app) == query
        again = opened(run, **said(app))
        assert (sentence(again), said(again)) == (sentence(app), query)


def test_what_the_controls_choose_is_what_the_address_says(run):
    app = opened(run)
    replicators = int((run.latest.kind == 0).sum())
    assert said(app) == {"by": "self_replicator", "count": str(replicators)}
    app.radio("prune_by").set_value("l1_global").run()
    app.slider("prune_share").set_value(33.5).run()
    app.button("prune_keep").click().run()
    app.button_group("prune_combine").set_value("add").run()
    app.radio("prune_by").set_value("threshold").run()
    app.text_input("prune_limit").set_value("1,5e-6").run()
    now = said(app)
    assert now.pop("kept").count("-") > 3
    assert now == {"by": "threshold", "measure": "replication_error", "side": "below"} | {
        "limit": "1.5e-06",
        "combine": "add",
    }
    again = opened(run, **said(app))
    assert (sentence(again), said(again)) == (sentence(app), said(app))
    app.text_input("prune_limit").set_value("a lot").run()
    assert said(app)["limit"] == "nan"
    assert "must be a number" in opened(run, **said(app)).error[0].value


@pytest.mark.parametrize(("query", "words"), REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence_and_the_page_works_on(run, query, words):
    app = opened(run, **query)
    (warning,) = app.warning
    assert warning.value.startswith("The link's cut cannot be read in full. `")
    assert words in warning.value
    assert sentence(app)
    assert len(healthy(app.run()).warning) == 1, "a run of the page's script does not take it away"
    app.radio("prune_by").set_value("random").run()
    app.slider("prune_share").set_value(20.0).run()
    assert (said(healthy(app))["by"], said(app)["count"]) == ("random", "141")
    assert not app.warning


def test_what_can_be_read_of_a_link_counts(run):
    app = opened(run, by="l1_global", count="141", kept="x", combine="<i>")
    assert len(app.warning[0].value.split("must be")) == 3
    assert said(app) == {"by": "l1_global", "count": "141"}


def test_a_page_that_is_open_heeds_a_lecturer_but_not_the_address(run):
    app = opened(run, by="l1_global", count="141")
    app.query_params["count"] = "10"
    assert said(app.run())["count"] == "141"
    app.session_state["cut_to_show"] = "by=taylor&count=10&kept=0-4&combine=add"
    first = said(app.run())
    assert first == {"by": "taylor", "count": "10", "kept": "0-4", "combine": "add"}
    app.session_state["cut_to_show"] = "by=taylor&count=20&spared=7"
    assert said(app.run()) == {"by": "taylor", "count": "20", "spared": "7"}
    app.session_state["cut_to_show"] = "by=taylor&count=20"
    assert said(app.run()) == {"by": "taylor", "count": "20"}
    app.button("prune_undo").click().run()
    assert said(app)["kept"] == "0-4", "a lecturer's cut can be undone like any other"


def test_a_kept_cut_that_is_too_long_for_an_address_stays_out(run, monkeypatch):
    monkeypatch.setattr("ui.prune.address.LONGEST", 3)
    app = opened(run, by="l1_global", count="141", kept="0-44", combine="add")
    assert said(app) == {"by": "l1_global", "count": "141", "kept": None}


@pytest.mark.parametrize("query", CUTS)
def test_what_a_link_sets_is_the_default_of_its_control_too(run, query):
    """A browser that draws a control between two messages of the server reports its default."""
    app = opened(run, **query)
    for one in (*app.radio, *app.selectbox):
        if one.key.startswith("prune_"):
            assert one.options[one.proto.default] == one.format_func(one.value), one.key
    for group in app.button_group:
        chosen = group.value if isinstance(group.value, list) else [group.value]
        options = [option.content for option in group.proto.options]
        default = [options[at] for at in group.proto.default]
        assert default == [group.format_func(each) for each in chosen], group.key
    for text in (*app.text_input, *app.number_input):
        assert text.proto.default == text.value, text.key
    assert [[*slider.proto.default] for slider in app.slider] == [[s.value] for s in app.slider]
