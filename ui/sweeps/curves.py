"""A curve of all runs of a sweep: each as a thin line, their median as a thick one, their range."""

from collections.abc import Iterable, Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from orgnet_core.cadence import evenly
from orgnet_core.sweeps.places import Kept
from orgnet_core.sweeps.spread import Spread, spread
from orgnet_views.numbers import format_number
from ui.shared.borders import add_borders
from ui.shared.charts import Described, described, laid_out, show_chart
from ui.shared.markdown import escape_markdown
from ui.shared.palette import PALETTE
from ui.shared.settings_words import setting_label
from ui.shared.texts import TEXTS
from ui.sweeps.shown import Shown, made_once

WORDS = TEXTS["sweeps"]["curves_over_training"]
MOST_CHARTS = 12
BESIDE = 3  # charts in a row
MOST_LINES = 200  # thin ones in a chart
MOST_POINTS = 120  # of a line …
POINTS = 6_000  # … and about as many of all lines of a chart together
BAND = "rgba(86, 180, 233, 0.18)"


def show_curves(runs: Sequence[Kept], shown: Shown) -> str | None:
    """A chart for each value of the setting; the id of a run that was just clicked, if any."""
    st.subheader(WORDS["title"], anchor=False)
    st.caption(what_curves_show(runs, shown))
    opened, charts = None, _charts(runs, shown)
    for first in range(0, len(charts), BESIDE):
        for place, column in enumerate(st.columns(min(BESIDE, len(charts))), first):
            if place < len(charts):
                opened = _show(column, *charts[place], f"sweeps_curves_{place}") or opened
    return opened


@made_once
def _charts(runs: Sequence[Kept], shown: Shown) -> list[tuple[str, Described]]:
    return [(title, described(figure)) for title, figure in curve_charts(runs, shown)]


def _show(column: DeltaGenerator, title: str, chart: Described, key: str) -> str | None:
    with column:
        st.markdown(f"**{escape_markdown(title)}**")
        return show_chart(chart, f"{WORDS['title']}: {title}", key)


def what_curves_show(runs: Sequence[Kept], shown: Shown) -> str:
    groups = shown.groups(runs)
    said = [WORDS["what"]]
    if len(groups) > 1:
        said.append(WORDS["panels"])
    if len(groups) > MOST_CHARTS:
        said.append(WORDS["some_panels"].format(most=MOST_CHARTS, all=len(groups)))
    if max(map(len, groups.values())) > MOST_LINES:
        said.append(WORDS["some_lines"].format(most=MOST_LINES))
    return " ".join(said)


def curve_charts(runs: Sequence[Kept], shown: Shown) -> list[tuple[str, go.Figure]]:
    """(title, chart) for each value of the setting, all on one scale."""
    ends = limits(runs, shown)
    groups = list(shown.groups(runs).items())[:MOST_CHARTS]
    return [(_title(value, shown), curves(there, shown, ends)) for value, there in groups]


def _title(value: str, shown: Shown) -> str:
    if shown.setting is None:
        return WORDS["all"].capitalize()
    return f"{setting_label(shown.setting)} {value}"


def curves(runs: Sequence[Kept], shown: Shown, limits: tuple[float, float]) -> go.Figure:
    """The curve of these runs over epochs, on a scale from one of the `limits` to the other. Points
    of a thin line have its run's id."""
    found = spread([kept.outcome for kept in runs], shown.measure.curve)
    traces = [_band(found, shown), _thin(evenly(runs, MOST_LINES), shown)]
    figure = go.Figure([*traces, _median(found, len(runs), shown)])
    figure.update_xaxes(title_text="epoch")
    figure.update_yaxes(title_text=shown.quantity, type=shown.scale, range=limits)
    last = max(kept.outcome.epoch[-1] for kept in runs)
    add_borders(figure, (kept.record.config for kept in runs), last)
    return laid_out(figure)


def limits(runs: Sequence[Kept], shown: Shown) -> tuple[float, float]:
    """The ends of an axis that holds every step of the runs, as Plotly takes them: of a logarithmic
    one powers of ten."""
    values = np.concatenate([shown.curve(kept) for kept in runs])
    values = values[np.isfinite(values)]
    if not values.size:
        return 0, 1
    if shown.is_logarithmic:
        values = np.log10(values)
    room = 0.04 * float(np.ptp(values)) or 0.5
    return float(values.min()) - room, float(values.max()) + room


def _thin(runs: Sequence[Kept], shown: Shown) -> go.Scatter:
    """All in one trace, with a gap after each run: a trace for each takes longer to draw."""
    most = max(2, min(MOST_POINTS, POINTS // len(runs)))
    chosen = [evenly(range(len(kept.outcome.epoch)), most) for kept in runs]
    lengths = [len(each) + 1 for each in chosen]

    def joined(curves: Iterable[Sequence[float]]) -> np.ndarray:
        parts = (np.append(np.take(c, at), np.nan) for c, at in zip(curves, chosen, strict=True))
        return np.concatenate(list(parts)).astype(np.float32)

    return go.Scatter(
        x=joined(kept.outcome.epoch for kept in runs),
        y=joined(shown.curve(kept).tolist() for kept in runs),
        ids=np.repeat([kept.record.id for kept in runs], lengths),
        customdata=np.repeat([kept.record.config.seed for kept in runs], lengths),
        mode="lines",
        line={"color": PALETTE["sky"], "width": 1},
        opacity=max(0.2, 0.7 - len(runs) / 50),  # of many, the median has to stand out
        hovertemplate="seed %{customdata}, epoch %{x:.3~g}: %{y:.3~g}<extra></extra>",
    )


def _band(found: Spread, shown: Shown) -> go.Scatter:
    """What lies between the lowest and the highest, as one closed shape."""
    low, high = shown.drawn(found.low), shown.drawn(found.high)
    return go.Scatter(
        x=np.concatenate([found.epoch, found.epoch[::-1]]),
        y=np.concatenate([high, low[::-1]]),
        mode="lines",
        fill="toself",
        fillcolor=BAND,
        line={"width": 0},
        hoverinfo="skip",
    )


def _median(found: Spread, runs: int, shown: Shown) -> go.Scatter:
    ends = [
        f"{format_number(middle)}, from {format_number(low)} to {format_number(high)}"
        for _, middle, low, high in zip(*(each.tolist() for each in found), strict=True)
    ]
    return go.Scatter(
        x=found.epoch,
        y=shown.drawn(found.median),
        mode="lines",
        line={"color": PALETTE["blue"], "width": 3},
        customdata=ends,
        hovertemplate=f"median of {runs:,}, epoch %{{x:.3~g}}: %{{customdata}}<extra></extra>",
    )
