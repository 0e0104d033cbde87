"""A paired result: each seed a thin line across the conditions, medians marked; and as a table."""

from textwrap import wrap

import plotly.graph_objects as go

from orgnet_core.trials.answers import Answer, Asked
from ui.shared.charts import FAINT, INK, laid_out
from ui.shared.palette import PALETTE
from ui.shared.questions import Question, amount

HEIGHT = 340  # pixels
LETTERS = 16  # of a line below the axis


def chart_of(question: Question, asked: Asked, answer: Answer) -> go.Figure:
    """Of sizes that differ by powers of ten the axis is logarithmic."""
    places = [*range(len(asked.conditions))]
    figure = go.Figure()
    for number, seed in enumerate(answer.seeds):
        values = [answer.values[name][number] for name in asked.conditions]
        figure.add_trace(_line(places, values, f"seed {seed}", question))
    medians = [answer.medians[name]["median"] for name in asked.conditions]
    figure.add_trace(_medians(places, medians, question))
    words = ["<br>".join(wrap(each, LETTERS)) for each in question.conditions]
    figure.update_xaxes(tickvals=places, ticktext=words, range=[-0.4, len(places) - 0.6])
    figure.update_yaxes(type="log" if asked.is_power else "linear")
    laid_out(figure).update_layout(height=HEIGHT)
    if question.unit == "share":
        figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return figure


def _line(places: list[int], values: list[float], name: str, question: Question) -> go.Scatter:
    return go.Scatter(
        x=places,
        y=values,
        mode="lines+markers",
        line={"color": FAINT, "width": 1.5},
        marker={"color": INK, "size": 5, "opacity": 0.6},
        customdata=[amount(value, question.unit) for value in values],
        hovertemplate=f"{name}: %{{customdata}}<extra></extra>",
    )


def _medians(places: list[int], medians: list[float], question: Question) -> go.Scatter:
    """A broad dash at each, which no point of a seed hides."""
    return go.Scatter(
        x=places,
        y=medians,
        mode="markers",
        marker={
            "symbol": "line-ew-open",
            "color": PALETTE["vermilion"],
            "size": 34,
            "line": {"width": 4},
        },
        customdata=[amount(value, question.unit) for value in medians],
        hovertemplate="median: %{customdata}<extra></extra>",
    )


def table_of(question: Question, asked: Asked, answer: Answer) -> dict[str, list[str]]:
    """A row for each seed, and the medians."""
    columns = {"seed": [*map(str, answer.seeds), "median"]}
    for name, words in zip(asked.conditions, question.conditions, strict=True):
        values = [*answer.values[name], answer.medians[name]["median"]]
        columns[words] = [amount(value, question.unit) for value in values]
    return columns
