"""Links: what the address may ask for, and what it may not."""

from urllib.parse import parse_qsl

import pytest
from apps import healthy, lab, run_of, text
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.presets import PRESETS
from orgnet_core.runs.state import State
from scripts.strategies import configs
from ui.session.experiment_links import FIELDS, config_fields, config_query, linked_config


@given(st.sampled_from([*PRESETS, None]), configs())
def test_a_link_to_a_config_is_that_config(preset, config):
    query = config_query(preset, config)
    assert linked_config(dict(parse_qsl(query, keep_blank_values=True)))[1] == config


def test_a_link_names_only_what_differs_and_can_be_read():
    config = PRESETS["mnist15"].config.changed({"seed": 7, "particle_hidden": 2, "epochs": 50})
    query = config_query("mnist15", config)
    assert query == "preset=mnist15&particle_hidden=2&seed=7&epochs=50"
    assert config_query("addition", PRESETS["addition"].config) == "preset=addition"


@given(st.dictionaries(st.sampled_from([*sorted(FIELDS), "phases.0.task_lr", "x"]), st.text()))
def test_any_text_in_the_address_is_a_config_or_a_sentence(query):
    try:
        preset, config = linked_config(query)
    except SettingsError as error:
        assert all(sentence.endswith(".") for sentence in error.problems.values())
    else:
        assert preset in PRESETS and isinstance(config, RunConfig)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"preset": "<script>"}, f"preset must be one of {', '.join(PRESETS)}."),
        ({"seed": "-1"}, "seed must be a whole number from 0 to 4,294,967,295"),
        ({"seed": "9" * 5000}, "seed must be a whole number"),
        ({"hidden": "5;5"}, "at most 4 layer widths"),
        ({"phases": "[[["}, "1 to 20 phases"),
        ({"phases": "[" * 100_000}, "1 to 20 phases"),
        ({"phases": '[{"epochs": 1e9}]'}, "epochs must be a whole number from 1 to 10,000"),
        ({"phases.7.epochs": "3"}, "this run has 1 phase(s), from 0"),
        ({"phases.0.colour": "red"}, "is no setting"),
    ],
)
def test_what_cannot_be_gets_the_sentence_of_its_field(query, words):
    with pytest.raises(SettingsError) as refused:
        linked_config(query)
    assert words in str(refused.value)


def test_what_is_no_setting_is_left_to_others():
    given = {"run": "1", "utm_source": "x", "seed": "3", "phases.0.momentum": "0"}
    assert config_fields(given) == ["seed", "phases.0.momentum"]


def test_a_link_to_a_config_makes_a_ready_run_and_leaves_the_address(registry):
    app = lab(preset="addition", seed="7", particle_hidden="2")
    run = run_of(app, registry)
    assert run.preset == "addition" and run.state is State.READY
    assert run.config == PRESETS["addition"].config.changed({"seed": 7, "particle_hidden": 2})
    assert app.query_params.keys() == {"run"}
    healthy(app.run())
    assert run_of(app, registry) is run


@pytest.mark.parametrize("query", [{"hidden": "4000"}, {"seed": "*x*"}, {"device": "cuda:0"}])
def test_a_link_that_cannot_be_gets_plain_words_and_the_papers_organism(registry, query):
    app = lab(preset="addition" if "seed" in query else "mnist15", **query)
    assert "cannot be grown" in text(app.warning)
    (name,) = query
    assert name in text(app.text)
    assert query[name] not in text(app.markdown) + text(app.warning)
    assert run_of(app, registry).config == PRESETS["mnist15"].config


def test_a_run_in_the_link_counts_more_than_an_experiment(registry):
    run = registry.create(PRESETS["addition"].config, "addition")
    assert run_of(lab(run=run.id, seed="7"), registry) is run


@pytest.mark.parametrize("code", ["", "nobody", "<b>x</b>", "ß" * 3000])
def test_a_lecture_that_is_not_there_gets_a_sentence(registry, code):
    app = lab(follow=code)
    assert "has no such lecture" in text(app.warning)
    assert "<b>" not in text(app.warning)


def test_looks_are_taken_from_the_address_and_nothing_else_is(registry):
    assert "stHeader" in _styles(lab(controls="off"))
    assert "font-size: 22.5px" in _styles(lab(type="large"))
    assert _styles(lab(controls="</style><script>", type="small")) == _styles(lab())


def _styles(app) -> str:
    return " ".join(each.proto.body for each in app.get("html"))
