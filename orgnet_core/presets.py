"""Named configurations, each with what to expect of it."""

from dataclasses import dataclass

from orgnet_core.config import RunConfig
from orgnet_core.phases import Phase


@dataclass(frozen=True)
class Preset:
    """`expected` says in words what a run comes to, and in what time on two CPU cores."""

    name: str
    title: str
    config: RunConfig
    expected: str


DEFAULT_PRESET = "mnist15"
_LARGE = RunConfig(  # of 54,912 particles
    task="mnist28",
    hidden=(64, 64),
    particle_hidden=2,
    batch_size=200,
    start="dense",
    phases=(
        Phase(epochs=12, replication="constraint", optimiser="adam", task_lr=0.01, task_decay=0.01),
    ),
)
PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            "addition",
            "Adding two numbers",
            RunConfig(
                task="addition",
                hidden=(3, 3),
                activation="linear",
                particle_hidden=3,
                batch_size=50,
                input_noise=0.0,
                phases=(Phase(epochs=60, replication_steps=10),),
            ),
            "Under 1 s: all 18 particles become self-replicators, mean absolute error from 4e-8 to "
            "2.6e-7 (seeds 0 to 29), the limit of float32.",
        ),
        Preset(
            "mnist15",
            "Reading digits, as in the paper",
            RunConfig(phases=(Phase(epochs=200),)),
            "About 18 s: accuracy 0.84 to 0.90, 19 to 34 % self-replicators (seeds 100 to 119).",
        ),
        Preset(
            "mnist15-quick",
            "Reading digits, in seconds",
            RunConfig(
                hidden=(10,),
                particle_hidden=2,
                batch_size=250,
                phases=(Phase(epochs=20, task_lr=0.008),),
            ),
            "About 3 s: accuracy 0.89 to 0.92, 24 to 38 % self-replicators (seeds 100 to 119).",
        ),
        Preset(
            "mnist15-goal",
            "Reading digits, all of them self-replicators (ours)",
            RunConfig(
                batch_size=200,
                start="dense",
                phases=(
                    Phase(epochs=20, replication="constraint", optimiser="adam", task_lr=0.003),
                ),
            ),
            "About 5 s: all 1,200 particles copy themselves at every step, accuracy 0.87 to 0.90, "
            "within 0.0003 of the dense baseline's (seeds 0 to 4 and 100 to 109).",
        ),
        Preset(
            "mnist28",
            "Reading digits at their full size (ours)",
            _LARGE,
            "About 20 s: all 54,912 particles copy themselves at every step, accuracy 0.979 to "
            "0.980 (seeds 0 to 2).",
        ),
        Preset(
            "fashion15",
            "Telling clothes apart, hardly a pixel dark",
            RunConfig(task="fashion15", phases=(Phase(epochs=200),)),
            "About 20 s: accuracy 0.76 to 0.82, 3 to 28 % self-replicators (seeds 100 to 119).",
        ),
        Preset(
            "fashion28",
            "Telling clothes apart at their full size (ours)",
            _LARGE.changed({"task": "fashion28"}),
            "About 22 s: all 54,912 particles copy themselves at every step, accuracy 0.888 "
            "(seed 0).",
        ),
        Preset(
            "digits",
            "Reading small digits",
            RunConfig(
                task="digits",
                hidden=(10,),
                particle_hidden=2,
                batch_size=50,
                phases=(Phase(epochs=100, task_lr=0.008),),
            ),
            "Under 1 s: accuracy 0.78 to 0.92, 18 to 30 % self-replicators (seeds 100 to 119).",
        ),
    )
}
