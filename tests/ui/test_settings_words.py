"""Settings in words: every one has a label, and no two values look alike."""

import pytest

from orgnet_core.config import RunConfig
from orgnet_core.phases import Phase
from orgnet_core.runs.archive.readme import flat
from ui.shared.settings_words import format_setting, setting_label
from ui.shared.texts import TEXTS


def test_every_setting_of_a_run_has_a_label_of_its_own():
    config = RunConfig(phases=(Phase(), Phase()))
    labels = {name: setting_label(name) for name in flat(config)}
    assert len(set(labels.values())) == len(labels)
    assert not [label for label in labels.values() if "_" in label]


def test_the_words_are_those_of_the_settings_form():
    for name, (label, _) in TEXTS["settings"].items():
        assert setting_label(name) == label
    assert setting_label("phases.0.task_lr") == "Task learning rate"
    assert setting_label("phases.1.task_lr") == "Task learning rate, phase 2"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (4, "4"),
        (0.004, "0.004"),
        (0.00401, "0.00401"),
        (1e-05, "1×10⁻⁵"),
        (2.5e-07, "2.5×10⁻⁷"),
        (12345, "12345"),
        (True, "on"),
        ((5, 5), "5, 5"),
        ((), "none"),
        ("gelu", "gelu"),
    ],
)
def test_a_value_is_written_with_all_its_digits(value, words):
    assert format_setting(value) == words
