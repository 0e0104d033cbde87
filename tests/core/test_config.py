"""Settings: what is allowed, what is said of what is not, JSON in and out."""

import json
from math import inf, nan

import pytest
import torch
from helpers import addition
from hypothesis import given
from pydantic import ValidationError

from orgnet_core.config import CUDA_FROM, RunConfig, SettingsError, parse_config
from orgnet_core.phases import Phase
from orgnet_core.presets import PRESETS
from orgnet_core.training import Trainer
from scripts.strategies import configs

HOSTILE = [
    ("hidden", "1000000000"),
    ("hidden", [10**9]),
    ("hidden", [-5]),
    ("hidden", [0]),
    ("hidden", "five"),
    ("hidden", 5),
    ("hidden", None),
    ("hidden", [5, 5, 5, 5, 5]),
    ("hidden", [4096, 4096]),
    ("particle_hidden", 0),
    ("particle_hidden", 10**9),
    ("batch_size", -1),
    ("batch_size", "many"),
    ("batch_size", 2.5),
    ("input_noise", nan),
    ("input_noise", inf),
    ("input_noise", -1e-9),
    ("seed", -1),
    ("seed", 2**32),
    ("seed", "1; DROP TABLE runs"),
    ("dtype", "float16"),
    ("activation", "sigmoid"),
    ("task", "__import__('os')"),
    ("epochs", 0),
    ("epochs", "1e99"),
    ("replication_steps", -1),
    ("replication_steps", 10**6),
    ("task_lr", "nan"),
    ("task_lr", -inf),
    ("replication_lr", 11),
    ("momentum", 1),
    ("replication_momentum", "reset"),
    ("replication_momentum", None),
    ("phases", []),
    ("phases", [{}] * 21),
    ("phases", "all"),
    ("phases", None),
    ("phases", [1]),
    ("colour", "red"),
    ("", 1),
    ("phases.7.epochs", 3),
    ("phases.-1.epochs", 3),
    ("phases.².epochs", 3),
    ("phases.0.colour", 3),
]


def problems_of(make) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        make()
    return caught.value.problems


@pytest.mark.parametrize(("field", "value"), HOSTILE)
def test_a_bad_value_gets_one_sentence_that_names_its_field(field, value):
    problems = problems_of(lambda: addition(**{field: value}))
    assert list(problems) == [field]
    sentence = problems[field]
    assert sentence.startswith(field) and sentence.endswith(".")
    assert "\n" not in sentence and len(sentence) < 300


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("seed", -1, "a whole number from 0 to 4,294,967,295, not -1"),
        ("task_lr", "fast", 'a number from 0 to 10, not "fast"'),
        ("task_lr", nan, "a number from 0 to 10, not NaN"),
        ("dtype", "int8", 'one of float32, float64, not "int8"'),
        ("replication_momentum", True, "one of kept, restarted, not true"),
        ("hidden", [0], "at most 4 layer widths, each from 1 to 4,096, not 0"),
        ("hidden", [2000, 1500], "would make 3,005,500 particles; at most 2,000,000 are allowed"),
        ("phases", [], "1 to 20 phases"),
        ("colour", "red", "is no setting; allowed are task, hidden,"),
        ("phases.1.epochs", 3, "this run has 1 phase"),
    ],
)
def test_the_sentence_says_what_is_allowed(field, value, allowed):
    assert allowed in problems_of(lambda: addition(**{field: value}))[field]


def test_several_bad_values_get_a_sentence_each():
    problems = problems_of(lambda: addition(seed=-1, momentum=2, dtype="text"))
    assert set(problems) == {"seed", "momentum", "dtype"}


def test_a_long_value_is_not_repeated_at_length():
    assert len(problems_of(lambda: addition(seed="9" * 10_000))["seed"]) < 150


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "config", "[1]", "null", "3", '"mnist15"'),
        *("[" * 100_000, '{"seed": ' + "9" * 5000 + "}", '{"seed": ' + "[" * 900 + "]" * 900 + "}"),
    ],
    ids=lambda text: text[:12],
)
def test_json_that_holds_no_settings_is_refused_in_a_sentence(text):
    (sentence,) = problems_of(lambda: parse_config(text)).values()
    assert sentence.startswith(("config ", "seed ")) and sentence.endswith(".")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"colour": "red"}', "colour"),
        ('{"phases": [{"colour": "red"}]}', "colour"),
        ('{"seed": 1e400}', "seed"),
        ('{"phases": [{"epochs": 5}, {"epochs": -5}]}', "epochs"),
    ],
)
def test_json_with_a_bad_field_names_it(text, field):
    assert list(problems_of(lambda: parse_config(text))) == [field]


def test_more_particle_weights_than_memory_holds_are_refused():
    huge = {"hidden": [1000], "particle_hidden": 16}
    (sentence,) = problems_of(lambda: parse_config(huge)).values()
    assert "would make 82,720,000 particle weights; at most 40,000,000 are allowed" in sentence


def test_the_fused_kernel_is_not_for_cuda():
    (sentence,) = problems_of(lambda: parse_config({"kernel": "fused", "device": "cuda"})).values()
    assert "cuda takes auto or torch" in sentence


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA device")
def test_a_device_that_is_not_there_is_a_settings_error():
    with pytest.raises(SettingsError, match="device cuda is not there; auto and cpu are"):
        Trainer(parse_config({"device": "cuda"}))


def test_auto_takes_cuda_where_it_is_faster_and_the_kernel_can_run_on_it(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    large = RunConfig(hidden=(200, 50))
    assert large.organism.particles * large.particle_size >= CUDA_FROM
    assert large.torch_device.type == "cuda"
    assert large.changed({"device": "cpu"}).torch_device.type == "cpu"
    assert large.changed({"kernel": "fused"}).torch_device.type == "cpu"
    for preset in PRESETS.values():
        assert preset.config.torch_device.type == "cpu"
        assert preset.config.changed({"device": "cuda"}).torch_device.type == "cuda"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert large.torch_device.type == "cpu"


@given(configs())
def test_a_config_comes_back_from_json_as_it_was(config):
    assert parse_config(config.model_dump_json()) == config
    assert parse_config(json.loads(config.model_dump_json())) == config


@given(configs())
def test_changing_nothing_changes_nothing(config):
    assert config.changed({}) == config


def test_a_config_recorded_without_replication_momentum_kept_it():
    recorded = PRESETS["mnist15"].config.model_dump()
    del recorded["phases"][0]["replication_momentum"]
    assert parse_config(json.dumps(recorded)) == PRESETS["mnist15"].config
    assert PRESETS["mnist15"].config.phases[0].replication_momentum == "kept"


def test_a_config_cannot_be_changed_in_place():
    with pytest.raises(ValidationError, match="frozen"):
        PRESETS["addition"].config.seed = 2


def test_a_phases_field_without_an_index_goes_to_every_phase():
    config = addition(phases=[{}, {}, {}]).changed({"epochs": "7", "task_lr": 0.1})
    assert [phase.epochs for phase in config.phases] == [7, 7, 7]
    assert [phase.task_lr for phase in config.phases] == [0.1] * 3


def test_a_phases_field_with_an_index_goes_to_that_phase_alone():
    config = addition(phases=[{}, {}]).changed({"phases.1.epochs": 7, "phases.0.task": "off"})
    assert [phase.epochs for phase in config.phases] == [60, 7]
    assert [phase.task for phase in config.phases] == [False, True]


def test_later_settings_build_on_earlier_ones():
    phases = [{"epochs": 1}, {"epochs": 2}]
    config = addition(phases=phases, momentum=0.5, **{"phases.1.momentum": 0.6})
    assert [phase.momentum for phase in config.phases] == [0.5, 0.6]
    assert phases == [{"epochs": 1}, {"epochs": 2}]


def test_phases_can_be_given_as_objects():
    config = addition(phases=(Phase(epochs=5), Phase(epochs=6)), task_lr=0.1)
    assert config.phases == (Phase(epochs=5, task_lr=0.1), Phase(epochs=6, task_lr=0.1))


@pytest.mark.parametrize("text", ["5,5", "[5, 5]", "(5, 5)", " 5 , 5 ", "5,5,"])
def test_layer_widths_can_be_text(text):
    assert addition(hidden=text).hidden == (5, 5)


def test_an_organism_without_hidden_layers_is_allowed():
    assert addition(hidden="").organism.widths == (2, 1)


def test_the_original_stays_when_a_copy_is_changed():
    config = PRESETS["addition"].config
    before = config.model_dump_json()
    config.changed({"epochs": 3, "seed": 9})
    assert config.model_dump_json() == before


@pytest.mark.parametrize(
    ("preset", "particles", "batches", "epochs"),
    [("addition", 18, 20, 60), ("mnist15", 1200, 120, 200)],
)
def test_the_papers_presets_have_the_papers_sizes(preset, particles, batches, epochs):
    config = PRESETS[preset].config
    assert config.organism.particles == particles
    assert (config.batches, config.epochs) == (batches, epochs)
