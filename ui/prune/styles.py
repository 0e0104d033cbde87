"""How lines on the Prune page look."""

from ui.shared.charts import INK
from ui.shared.line_chart import LineStyle

WHOLE = LineStyle(INK, "dot", "hourglass", 2)
OURS = LineStyle("#CC79A7", "solid", "star", 3)
OTHER = LineStyle("#56B4E9", "solid", "pentagon", 3)
CONTROL = LineStyle("#56B4E9", "dot", "pentagon-open", 2)
