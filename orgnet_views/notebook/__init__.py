"""The views in a notebook: `Board(run)`, through anywidget. A run is grown or read by its id."""

from orgnet_views.notebook.board import Board
from orgnet_views.notebook.runs import grow, recorded

__all__ = ["Board", "grow", "recorded"]
