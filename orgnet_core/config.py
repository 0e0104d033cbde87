"""One frozen object holds every setting of a run; JSON in and out, every value validated."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

import torch
from pydantic import Field, ValidationError, field_validator, model_validator

from orgnet_core.errors import InputError, LabError, NoDataError
from orgnet_core.kernels import Kernel
from orgnet_core.organism import Activation, Organism
from orgnet_core.phases import Phase, Settings, place
from orgnet_core.tasks import TASKS, batches_per_epoch
from orgnet_core.validation import field_sentence, innermost, must_be, one_of, real, shown, whole

Dtype = Literal["float32", "float64"]
Device = Literal["auto", "cpu", "cuda"]
Start = Literal["particles", "dense"]  # whose task weights an organism begins with
MAX_PARTICLES = 2_000_000
MAX_PARTICLE_WEIGHTS = 40_000_000  # of all particles together: 2.5 GB at the peak of training
CUDA_FROM = 2_000_000  # particle weights; of a smaller organism the CPU trains a batch faster
MOST_PHASES = 20  # of a run's schedule
RECORD_BYTES = 100_000_000  # about what a run may record; longer runs record fewer steps
SNAPSHOT_STEPS = 120  # a snapshot at least every so many batches, and at each epoch's end
WEIGHT_BYTES = 64_000_000  # of these all particle weights together; where too few, fewer steps


class SettingsError(LabError, ValueError):
    """Bad settings. `problems` maps a field's name to one sentence saying what is allowed."""

    def __init__(self, problems: dict[str, str]):
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class RunConfig(Settings):
    """Everything that decides a run; the same config and seed give the same organism.

    It `start`s from particles as they are drawn, or from particles whose task weights are those of
    a dense net as PyTorch draws it: smaller, which organism and net learn faster from.
    """

    task: str = "mnist15"
    hidden: Annotated[
        tuple[Annotated[int, whole(1, 4096)], ...],
        Field(max_length=4, description="at most 4 layer widths, each from 1 to 4,096"),
    ] = (5, 5)
    activation: Annotated[Activation, one_of(get_args(Activation))] = "gelu"
    particle_hidden: Annotated[int, whole(1, 16)] = 4
    batch_size: Annotated[int, whole(1, 60_000)] = 500
    input_noise: Annotated[float, real(0, 1)] = 1e-4
    start: Annotated[Start, one_of(get_args(Start))] = "particles"
    seed: Annotated[int, whole(0, 2**32 - 1)] = 1
    dtype: Annotated[Dtype, one_of(get_args(Dtype))] = "float32"
    device: Annotated[Device, one_of(get_args(Device))] = "auto"
    kernel: Annotated[Kernel, one_of(get_args(Kernel))] = "auto"
    phases: Annotated[
        tuple[Phase, ...],
        Field(min_length=1, max_length=MOST_PHASES, description=f"1 to {MOST_PHASES} phases"),
    ] = (Phase(),)

    @field_validator("task", mode="before")
    @classmethod
    def _is_registered(cls, value: Any) -> Any:
        try:
            return TASKS.full_name(value)
        except (InputError, NoDataError) as error:
            raise SettingsError({"task": str(error)}) from None

    @field_validator("hidden", mode="before")
    @classmethod
    def _widths_from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return [part for part in value.strip("[]() ").split(",") if part.strip()]

    @model_validator(mode="after")
    def _affordable(self) -> Self:
        particles = self.organism.particles
        if particles > MAX_PARTICLES:
            raise SettingsError(
                {
                    "hidden": f"hidden {_widths(self.hidden)} would make {particles:,} particles; "
                    f"at most {MAX_PARTICLES:,} are allowed."
                }
            )
        if particles * self.particle_size > MAX_PARTICLE_WEIGHTS:
            raise SettingsError(
                {
                    "particle_hidden": f"particle_hidden {self.particle_hidden} would make "
                    f"{particles * self.particle_size:,} particle weights; at most "
                    f"{MAX_PARTICLE_WEIGHTS:,} are allowed."
                }
            )
        if self.kernel == "fused" and self.device == "cuda":
            raise SettingsError(
                {"kernel": "kernel fused runs on the cpu; cuda takes auto or torch."}
            )
        return self

    @property
    def organism(self) -> Organism:
        task = TASKS[self.task]
        return Organism((task.inputs, *self.hidden, task.outputs), self.activation)

    @property
    def epochs(self) -> int:
        return sum(phase.epochs for phase in self.phases)

    @property
    def batches(self) -> int:
        """Batches in an epoch."""
        return batches_per_epoch(self.task, self.batch_size)

    @property
    def steps(self) -> int:
        """Batches in the whole run."""
        return self.epochs * self.batches

    def phase_of(self, batch: int) -> Phase:
        """The phase that a batch, numbered from 0, belongs to, with the rates of that epoch; the
        last one beyond the end."""
        number, epoch = place(self.phases, batch // self.batches)
        return self.phases[number].at(epoch)

    def phase_before(self, step: int) -> Phase:
        """The phase of the batch that led to `step`; at the start, the first."""
        return self.phase_of(max(0, step - 1))

    @property
    def particle_size(self) -> int:
        """n, the weights of one particle."""
        return self.particle_hidden**2 + 6 * self.particle_hidden

    @property
    def torch_dtype(self) -> torch.dtype:
        return getattr(torch, self.dtype)

    @property
    def torch_device(self) -> torch.device:
        """Where it is trained; auto is CUDA where that is there, the kernel can run on it and the
        organism is large enough to gain from it.

        Raises SettingsError where there is no such device.
        """
        self.check_device()
        weights = self.organism.particles * self.particle_size
        gains = self.kernel != "fused" and weights >= CUDA_FROM and torch.cuda.is_available()
        wants_cuda = self.device == "cuda" or (self.device == "auto" and gains)
        return torch.device("cuda" if wants_cuda else "cpu")

    def check_device(self) -> None:
        """Raises SettingsError where there is no such device."""
        if self.device == "cuda" and not torch.cuda.is_available():
            raise SettingsError({"device": "device cuda is not there; auto and cpu are."})

    def check_machine(self) -> None:
        """Raises SettingsError where this machine has not the device or the data."""
        self.check_device()
        try:
            TASKS[self.task].check()
        except NoDataError as error:
            raise SettingsError({"task": str(error)}) from None

    def changed(self, settings: Mapping[str, Any]) -> "RunConfig":
        """A copy with some fields replaced; values may be text.

        A phase's field without an index ("epochs") goes to every phase, "phases.0.epochs" to one.
        Raises SettingsError.
        """
        values = self.model_dump()
        for name, value in settings.items():
            _assign(values, name, value)
        return parse_config(values)


def parse_config(values: Mapping[str, Any] | str) -> RunConfig:
    """Config from a mapping or JSON text; raises SettingsError with one sentence a field."""
    try:
        return RunConfig.model_validate(json.loads(values) if isinstance(values, str) else values)
    except ValidationError as error:
        raise SettingsError(dict(map(_sentence, innermost(error.errors())))) from None
    except (ValueError, RecursionError) as error:  # no JSON, or too long a number, too deep a list
        raise SettingsError({"config": f"config is no valid JSON: {error}."}) from None


def _assign(values: dict[str, Any], name: str, value: Any) -> None:
    phases = values["phases"]
    first, _, rest = name.partition(".")
    index, _, field = rest.partition(".")
    if name == "phases":
        values[name] = _phase_dicts(value)
    elif name in RunConfig.model_fields:
        values[name] = value
    elif name in Phase.model_fields:
        for phase in phases:
            phase[name] = value
    elif first == "phases" and index.isdigit() and field in Phase.model_fields:
        if index not in map(str, range(len(phases))):
            raise SettingsError({name: f"{name}: this run has {len(phases)} phase(s), from 0."})
        phases[int(index)][field] = value
    else:
        allowed = ", ".join(dict.fromkeys([*RunConfig.model_fields, *Phase.model_fields]))
        raise SettingsError({name: f"{name} is no setting; allowed are {allowed}."})


def _phase_dicts(phases: Any) -> list[dict[str, Any]]:
    """Copies, so that a phase's field set later changes nothing of the caller's."""
    try:
        return [dict(phase) for phase in phases]
    except (TypeError, ValueError):
        allowed = f"{RunConfig.model_fields['phases'].description}"
        raise SettingsError({"phases": must_be("phases", allowed, phases)}) from None


def _sentence(error: Mapping[str, Any]) -> tuple[str, str]:
    """(field, sentence) for one of pydantic's errors."""
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, SettingsError):
        return next(iter(cause.problems.items()))
    names = [part for part in error["loc"] if isinstance(part, str)]
    if not names:
        return "config", f"config must be an object of settings, not {shown(error['input'])}."
    name = names[-1]
    field = (Phase if "phases" in names[:-1] else RunConfig).model_fields.get(name)
    if field is None or error["type"] == "extra_forbidden":
        return name, f"{name} is no setting of a run."
    return name, field_sentence(name, field, error)


def _widths(hidden: tuple[int, ...]) -> str:
    return ", ".join(map(str, hidden)) or "(none)"
