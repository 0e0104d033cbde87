"""Settings of an installation, from the environment (prefix ORGNET_)."""

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import NoDecode

from orgnet_core.config import RECORD_BYTES, SettingsError
from orgnet_core.limits import Limits
from orgnet_core.places import PREFIX, Places
from orgnet_core.presets import DEFAULT_PRESET, PRESETS
from orgnet_core.runs.store.quota import MB
from orgnet_core.validation import field_sentence, must_be, whole

_GREETING = PRESETS[DEFAULT_PRESET].config  # which every visitor must be able to grow
_FOLLOWS = "default_factory_not_called"  # of a field, since one that it follows from cannot be
SHORTEST_KEY = 16  # characters, so that nobody guesses it
_WEIGHTS = _GREETING.organism.particles * _GREETING.particle_size
_HOST = r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?"  # in small letters
_LOOPBACK = (IPv4Network("127.0.0.0/8"), IPv6Network("::1"))


def _split(value: object) -> object:
    """A list as a variable holds it: parted by commas or blanks, in small letters."""
    return tuple(value.lower().replace(",", " ").split()) if isinstance(value, str) else value


_LISTED = (NoDecode, BeforeValidator(_split))
Host = Annotated[str, Field(pattern=f"^{_HOST}$")]
Site = Annotated[str, Field(pattern=rf"^https?://(\*\.)?{_HOST}(:\d{{1,5}})?$")]


def _long_enough(key: SecretStr | None) -> SecretStr | None:
    if key is not None and len(key.get_secret_value()) < SHORTEST_KEY:
        raise ValueError("too short")
    return key


class Settings(Places):
    """Raises SettingsError, with a sentence for each variable that cannot be."""

    unwatched_pause: float = Field(300, gt=0, description="a number of seconds above 0")
    # Runs that train at once.
    slots: Annotated[int, whole(1)] = Field(default_factory=lambda: max(1, cores() - 1))
    max_waiting: Annotated[int, whole(1)] = 20  # runs, and jobs, of one visitor in line
    max_sweep: Annotated[int, whole(1)] = 300  # runs of a sweep from the pages, seeds of a class
    everybody_steers: bool = Field(False, description="true or false")  # or who began a run
    # Or nobody those that no visitor began, such as the command line's.
    everybody_steers_unowned: bool = Field(True, description="true or false")
    admin_key: Annotated[SecretStr | None, AfterValidator(_long_enough)] = Field(
        None, description=f"at least {SHORTEST_KEY} characters long"
    )
    # Of an organism grown from the pages, and epochs of its run.
    max_particles: Annotated[int, whole(_GREETING.organism.particles)] = 100_000
    max_particle_weights: Annotated[int, whole(_WEIGHTS)] = 4_000_000  # of all of them together
    max_epochs: Annotated[int, whole(_GREETING.epochs)] = 10_000
    max_run: Annotated[int, whole(1)] = 200  # MB of what is recorded of one run on the pages
    max_store: Annotated[int, whole(1)] = 10_000  # MB of the file of runs
    max_visitor_store: Annotated[int, whole(1)] = 2_000  # MB of the runs that one visitor began
    # MB of an imported run, packed and unpacked; by default what an export may take.
    max_upload: Annotated[int, whole(1)] = Field(default_factory=lambda given: _exported(given))
    # Names by which browsers may call this server; without any, those that nobody can usurp.
    hosts: Annotated[tuple[Host, ...], *_LISTED] = Field(
        (), description="names such as lab.example.org, parted by commas"
    )
    # Whose X-Forwarded headers are believed.
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], *_LISTED] = Field(
        _LOOPBACK, description="addresses or networks such as 10.0.0.0/8, parted by commas"
    )
    # Sites whose pages may show this one in a frame.
    frame_ancestors: Annotated[tuple[Site, ...], *_LISTED] = Field(
        (), description="sites such as https://moodle.example.org, parted by commas"
    )

    def __init__(self):
        try:
            super().__init__()
        except ValidationError as error:
            told = [each for each in error.errors() if each["type"] != _FOLLOWS]
            raise SettingsError(dict(map(_sentence, told))) from None
        if self.max_upload < (least := _exported(vars(self))):
            allowed = f"at least {least:,}, so that what is exported can be imported again"
            sentence = must_be(f"{PREFIX}MAX_UPLOAD", allowed, self.max_upload)
            raise SettingsError({"max_upload": sentence})

    @property
    def limits(self) -> Limits:
        """Of organisms that are grown from the pages."""
        return Limits(self.max_particles, self.max_particle_weights, self.max_epochs)


def _exported(given: Mapping[str, Any]) -> int:
    """MB that the archive of a run may take under these settings: what is recorded of it; for each
    step, of which there are only so many, scalars and rows of tables; for each particle weight the
    last one's and a checkpoint's three in float64; for each particle a row."""
    steps = min(3 * given["max_run"], RECORD_BYTES // MB)
    numbers = 32 * given["max_particle_weights"] + 400 * given["max_particles"]
    return given["max_run"] + steps + -(-numbers // MB)


def _sentence(error: Mapping[str, Any]) -> tuple[str, str]:
    """(field, sentence) for one of pydantic's errors, by the variable's name."""
    name, *_ = error["loc"]  # of a list also which item
    variable, field = f"{PREFIX}{name.upper()}", Settings.model_fields[name]
    if name == "admin_key":  # which belongs in no log
        return name, f"{variable} must be {field.description}."
    return name, field_sentence(variable, field, error)


def cores() -> int:
    """Cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(allowed(0)) if allowed else os.cpu_count() or 1
