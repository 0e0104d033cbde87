"""Settings of a run and their values as people read them, the same words on every page."""

from typing import Any

from orgnet_core.phases import Phase
from orgnet_core.plurals import count_of
from orgnet_views.numbers import format_power
from ui.shared.texts import TEXTS

LABELS = {name: label for name, (label, _) in TEXTS["settings"].items()} | TEXTS["other_settings"]


def setting_label(name: str) -> str:
    """Of a setting by the name that `RunConfig.changed` takes; of the first phase without its
    number, as most runs have no other."""
    first, _, rest = name.partition(".")
    if first != "phases" or not rest:
        return LABELS[name]
    index, _, field = rest.partition(".")
    label = LABELS.get(f"phases.{field}") or LABELS[field]
    return label if index == "0" else f"{label}, phase {int(index) + 1}"


def format_setting(value: Any) -> str:
    """With all digits, so that no two values look alike: 0.004, 1×10⁻⁵, 5, 5, on; a schedule by
    what sets its phases apart."""
    if isinstance(value, Phase):
        return f"{count_of(value.epochs, 'epoch')} {value.words}"
    if isinstance(value, tuple) and any(isinstance(each, Phase) for each in value):
        return "; then ".join(map(format_setting, value))
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list | tuple):
        return ", ".join(map(format_setting, value)) or "none"
    digits, _, exponent = f"{value}".partition("e")
    if not isinstance(value, float) or not exponent:
        return f"{value}"
    return f"{digits}×{format_power(int(exponent))}"
