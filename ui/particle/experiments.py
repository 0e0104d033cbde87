"""One particle of a run, looked at closely: sections of the Particle page, all on frozen data."""

from collections.abc import Callable

import numpy as np
import streamlit as st
import torch
from streamlit.delta_generator import DeltaGenerator

from orgnet_core.inputs import edge_values
from orgnet_core.plurals import count_of
from orgnet_core.robustness import kick as kicked
from orgnet_core.robustness import self_apply
from orgnet_core.runs.live.run import Run
from orgnet_core.selftraining import self_train
from orgnet_core.tasks import TASKS, Picture, Readings, Task
from orgnet_views.kinds import KIND_STYLES
from orgnet_views.numbers import format_number, format_power
from ui.particle import charts
from ui.particle.controls import choose_noise, draw_again
from ui.particle.flipping import flipping
from ui.particle.lasting import lasts
from ui.particle.meeting import meets
from ui.particle.sentences import learned, outcome, responses
from ui.particle.starts import starts
from ui.particle.subject import subject
from ui.shared.charts import show_chart
from ui.shared.positions import describe_pixel, position
from ui.shared.sliders import SR_STEPS
from ui.shared.texts import TEXTS

WORDS = TEXTS["particle"]


def experiments(run: Run, at: int, particle: int) -> None:
    """All of them on a particle at snapshot number `at`, closed until the visitor opens one."""
    sections = {
        "reads": reads,
        "kick": kick,
        "lasts": lasts,
        "replicate": replicate,
        "flips": flipping,
        "meets": meets,
        "starts": starts,
    }
    for name, build in sections.items():
        _section(name, build, run, at, particle)


@st.fragment
def _section(
    name: str, build: Callable[[Run, int, int], None], run: Run, at: int, particle: int
) -> None:
    """Built while it is open: until then neither server nor browser works on what nobody sees."""
    words = WORDS[name]
    label = f"**{words['title']}** · {words['question']}"
    with st.expander(label, key=f"open_{name}", on_change="rerun") as section:
        if section.open:
            build(run, at, particle)


def reads(run: Run, at: int, particle: int) -> None:
    """What its input looks like over the data."""
    layer, _, edge = position(run.config, particle)
    task = TASKS[run.config.task]
    if layer == 0 and task.picture is not None:
        _reads_pixel(task, task.picture, edge)
    else:
        _reads_value(run, at, layer, edge)


def _reads_pixel(task: Task, picture: Picture, edge: int) -> None:
    row, column = divmod(edge, picture.grid[1])
    readings = picture.readings(row, column)
    total, mean = len(readings.values), readings.values.mean()
    st.markdown(
        f"It reads the pixel in {describe_pixel(picture, edge)}. Its mean brightness is "
        f"{format_number(mean)} (0 black, 1 white); it is not black in **{readings.lit:,}** of the "
        f"{total:,} training images ({100 * readings.lit / total:.3g} %)."
    )
    st.caption(WORDS["reads"]["pixel"].format(noun=task.class_noun))
    image, spread, by_class = st.columns([3, 4, 4])
    mean_image = np.reshape(picture.mean, picture.grid)
    figure = charts.image_with_mark(mean_image, row, column)
    with image:
        show_chart(figure, "mean image, pixel framed", "reads_image")
    if readings.lit:
        figure = charts.histogram(readings.values[readings.values > 0], "brightness, where not 0")
        with spread:
            show_chart(figure, "histogram of brightness", "reads_spread")
    else:
        spread.info("It is black in every training image: this particle reads only zeros.")
    _by_class(by_class, task, readings, "mean brightness")


def _reads_value(run: Run, at: int, layer: int, edge: int) -> None:
    task, config = TASKS[run.config.task], run.config
    test, weight = task.test(config.torch_dtype), torch.tensor(run.snapshots[at].weight)
    values = edge_values(config.organism, weight, test.x, layer, edge).numpy()
    readings = Readings(values, test.y.numpy() if task.classes else None)
    source = f"cell {edge + 1} of layer {layer}" if layer else f"input {edge + 1} of the organism"
    st.markdown(
        f"It reads {source}: mean {format_number(values.mean())}, standard deviation "
        f"{format_number(values.std())} over the {len(values):,} test samples."
    )
    st.caption(WORDS["reads"]["hidden" if layer else "input"])
    spread, by_class = st.columns(2)
    label = "activation" if layer else "input"
    figure = charts.histogram(values, label)
    with spread:
        show_chart(figure, f"histogram of {label}", "reads_spread")
    if readings.classes is not None:
        _by_class(by_class, task, readings, f"mean {label}")


def _by_class(where: DeltaGenerator, task: Task, readings: Readings, label: str) -> None:
    figure = charts.class_bars(task.classes, task.class_noun, readings.class_means, label)
    with where:
        show_chart(figure, f"by {task.class_noun}", "reads_classes")


def kick(run: Run, at: int, particle: int) -> None:
    """Add noise to a copy, then let it apply itself step by step."""
    words = WORDS["kick"]
    own = subject(run, at, particle, words)
    if own is None:
        return
    size, noise, seed = _kick_controls(words)
    start = kicked(own, 10.0**size, seed, noise)
    life = self_apply(start, own, run.config.particle_hidden)
    with st.container(key="kick_result"):
        st.markdown(outcome(format_power(size), life))
        if torch.equal(start, own):
            st.caption(words["rounded"].format(dtype=run.config.dtype))
    last, step = len(life.kind) - 1, 0
    if last:
        step = st.slider("Self-applications", 0, last, key="kick_step", help=words["step"])
    error, distance, kind = life.error[:, 0], life.distance[:, 0], life.kind[:, 0]
    left, right = st.columns(2)
    figure = charts.life(error, distance, kind, step)
    alt = "replication error, distance and kind at each self-application"
    with left:
        show_chart(figure, alt, "kick_life")
    figure = charts.weights(
        life.weights[step, :, 0], own[:, 0].numpy(), kind[step], run.config.particle_hidden
    )
    alt = "its weights at this step beside those before the kick"
    with right:
        show_chart(figure, alt, "kick_weights")
    style = KIND_STYLES[kind[step]]
    right.caption(
        f"After {count_of(step, 'self-application')}: {style.mark} {style.name}, "
        f"replication error {format_number(error[step])}, distance {format_number(distance[step])}."
    )


def _kick_controls(words: dict) -> tuple[int, str, int]:
    """(power of ten, kind of noise, seed)."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        size = st.select_slider(
            "Noise size",
            range(-9, 1),
            -3,
            format_power,
            key="kick_size",
            help=words["size"],
            width=300,
        )
        noise = choose_noise("kick", words["noise"])
        seed = draw_again("kick", "Resample", words["again"])
    return size, noise, seed


def replicate(run: Run, at: int, particle: int) -> None:
    """Train a copy on replication alone."""
    words = WORDS["replicate"]
    own = subject(run, at, particle, words)
    if own is None:
        return
    phase = run.config.phase_before(run.snapshots[at].step)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        steps = st.select_slider(
            "SR steps",
            SR_STEPS,
            100,
            "{:,}".format,
            key="replicate_steps",
            help=words["steps"],
            width=300,
        )
        rate = {"min_value": 0.0, "format": "%.4f", "width": 160}
        lr = st.number_input(
            "Learning rate", value=phase.replication_lr, max_value=10.0, step=0.001,
            key=f"replicate_lr_{run.id}", help=words["lr"], **rate,
        )  # fmt: skip
        momentum = st.number_input(
            "Momentum", value=phase.momentum, max_value=0.999, step=0.05,
            key=f"replicate_momentum_{run.id}", help=words["momentum"], **rate,
        )  # fmt: skip
    seen = self_train(own, run.config.particle_hidden, steps, lr, momentum, run.config.kernel)
    with st.container(key="replicate_result"):
        st.markdown(learned(seen))
    left, right = st.columns(2)
    figure = charts.learning(seen.loss[:, 0], seen.error[:, 0])
    alt = "replication error and loss over the steps"
    with left:
        show_chart(figure, alt, "replicate_learning")
    right.table(responses(seen))
    right.caption(words["response"])
