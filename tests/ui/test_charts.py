"""Charts of one particle draw what they are given."""

import numpy as np
import pytest

from orgnet_core.fixpoints import EPSILON, Kind
from orgnet_views.kinds import KIND_STYLES
from ui.particle import charts
from ui.shared.charts import LOWEST, heat_map


def trace(figure, name):
    return next(each for each in figure.data if each.name == name)


def test_a_histogram_counts_every_value():
    values = np.array([0.0, 0.1, 0.1, 1.0])
    bars = charts.histogram(values, "brightness").data[0]
    assert sum(bars.y) == 4 and bars.y[0] == 1 and bars.y[-1] == 1
    assert len(bars.x) == charts.BINS and min(bars.x) > 0 and max(bars.x) < 1


def test_a_pixel_is_framed_where_it_is():
    figure = charts.image_with_mark(np.arange(6).reshape(2, 3), row=1, column=2)
    for frame in figure.layout.shapes:
        assert (frame.x0, frame.x1, frame.y0, frame.y1) == (1.5, 2.5, 0.5, 1.5)
    last = figure.data[0].customdata[-1]
    assert last.tolist() == [2, 3, 5], "rows and columns are told from 1"


def test_a_heat_map_has_each_square_where_its_value_stands_in_the_table():
    values = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    figure = heat_map(values, (0, 1))
    (bars,) = figure.data
    for x, base, height, value in zip(bars.x, bars.base, bars.y, bars.marker.color, strict=True):
        row, column = base + height / 2, x
        assert values[int(row), int(column)] == value and row == int(row)
    assert (bars.width, figure.layout.bargap) == (1, 0), "they touch"
    assert figure.layout.xaxis.range == (-0.5, 2.5)
    assert figure.layout.yaxis.range == (1.5, -0.5), "row 0 at the top"
    assert (bars.marker.cmin, bars.marker.cmax) == (0, 1)


def test_a_life_shows_gaps_for_what_is_no_number_and_zero_at_the_bottom():
    error = np.array([1e-3, 0, np.nan, np.inf])
    kind = np.array([Kind.SELF_REPLICATOR, Kind.ZERO, Kind.DIVERGENT, Kind.DIVERGENT])
    figure = charts.life(error, error, kind, shown=2)
    line = trace(figure, "replication error")
    np.testing.assert_array_equal(line.y, [1e-3, LOWEST, np.nan, np.nan])
    assert list(line.customdata) == ["0.00100", "0", "not a number", "∞"]
    for each in (Kind.SELF_REPLICATOR, Kind.ZERO, Kind.DIVERGENT):
        strip = trace(figure, KIND_STYLES[each].name)
        assert strip.marker.color == KIND_STYLES[each].colour
        assert list(strip.x) == np.flatnonzero(kind == each).tolist()
    assert KIND_STYLES[Kind.OTHER].name not in {each.name for each in figure.data}
    shapes = figure.layout.shapes
    assert [(shape.y0, shape.y1) for shape in shapes if shape.x0 != shape.x1] == [(EPSILON,) * 2]
    cursors = [shape for shape in shapes if shape.x0 == shape.x1]
    assert {shape.x0 for shape in cursors} == {2}, "a cursor at the step that is shown"
    assert {shape.yref for shape in cursors} == {"y domain", "y2 domain"}, "in both of the charts"


@pytest.mark.parametrize("values", [[np.nan, np.nan], [0.0, 0.0], [1e-30, 1e30]])
def test_an_axis_always_has_a_finite_range_with_a_label_in_it(values):
    values = np.array(values)
    axis = charts.learning(values, values).layout.yaxis
    assert np.isfinite(axis.range).all() and axis.range[0] < axis.range[1]
    ticks = np.log10(axis.tickvals)
    assert ((axis.range[0] <= ticks) & (ticks <= axis.range[1])).any()


def test_a_long_training_is_drawn_thinned_from_its_first_step_to_its_last():
    loss = np.linspace(1, 2, 10_001)
    line = trace(charts.learning(loss, 2 * loss), "replication error")
    assert len(line.x) == charts.POINTS and line.x[0] == 0 and line.x[-1] == 10_000
    np.testing.assert_allclose(line.y, 2 * loss[line.x])


def test_weights_are_told_apart_by_layer_and_by_kind():
    now, before = np.arange(16.0), np.zeros(16)
    figure = charts.weights(now, before, Kind.SECONDARY, hidden=2)
    assert trace(figure, "now").marker.symbol == "triangle-up"
    assert list(trace(figure, "now").y) == now.tolist()
    assert list(trace(figure, "before the kick").y) == before.tolist()
    layers = [(shape.x0, shape.x1) for shape in figure.layout.shapes]
    assert layers == [(-0.5, 9.5), (9.5, 13.5), (13.5, 15.5)]
