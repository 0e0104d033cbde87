"""Links to an experiment: the settings that differ from a preset, in words that people can read.

`?preset=mnist15&seed=7&particle_hidden=2` grows what the preset mnist15 grows, from another seed
and with smaller particles. What else the address may hold: ui/shared/addresses.py.
"""

import json
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from orgnet_core.config import RunConfig, SettingsError
from orgnet_core.phases import Phase
from orgnet_core.presets import DEFAULT_PRESET, PRESETS

FIELDS = {"preset", *RunConfig.model_fields, *Phase.model_fields}


def config_query(preset: str | None, config: RunConfig) -> str:
    """The query of a link to `config`, which began as that preset."""
    preset = preset if preset in PRESETS else DEFAULT_PRESET
    base = PRESETS[preset].config
    changed = {
        name: _text(value)
        for name, value in config
        if name != "phases" and value != getattr(base, name)
    }
    return urlencode({"preset": preset} | changed | _changed_phases(base, config), safe=",")


def config_fields(names: Iterable[str]) -> list[str]:
    """Those parameters of an address that say how to grow an organism."""
    return [name for name in names if name in FIELDS or name.startswith("phases.")]


def linked_config(query: Mapping[str, str]) -> tuple[str, RunConfig]:
    """(preset, config) of a link; other parameters are nobody's concern here.

    Raises SettingsError with one sentence for each field that cannot be.
    """
    given = {name: query[name] for name in config_fields(query)}
    preset = given.pop("preset", DEFAULT_PRESET)
    if preset not in PRESETS:
        allowed = f"preset must be one of {', '.join(PRESETS)}."
        raise SettingsError({"preset": allowed})
    if "phases" in given:
        given = {"phases": _phases(given.pop("phases"))} | given  # fields of a phase follow it
    return preset, PRESETS[preset].config.changed(given)


def _changed_phases(base: RunConfig, config: RunConfig) -> dict[str, str]:
    if len(config.phases) != len(base.phases):
        phases = [phase.model_dump() for phase in config.phases]
        return {"phases": json.dumps(phases, separators=(",", ":"))}
    changed = {}
    for name in Phase.model_fields:
        values = [getattr(phase, name) for phase in config.phases]
        before = [getattr(phase, name) for phase in base.phases]
        if values == before:
            continue
        if len(set(values)) == 1 and name not in RunConfig.model_fields:
            changed[name] = _text(values[0])
        else:
            changed |= {f"phases.{i}.{name}": _text(value) for i, value in enumerate(values)}
    return changed


def _text(value) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _phases(text: str):
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text  # refused with the sentence on phases
