"""How lines on the Prune page look."""

from ui.shared.charts import INK
from ui.shared.line_chart import LineStyle
from ui.shared.palette import PALETTE

WHOLE = LineStyle(INK, "dot", "hourglass", 2)
OURS = LineStyle(PALETTE["pink"], "solid", "star", 3)
OTHER = LineStyle(PALETTE["sky"], "solid", "pentagon", 3)
CONTROL = LineStyle(PALETTE["sky"], "dot", "pentagon-open", 2)
