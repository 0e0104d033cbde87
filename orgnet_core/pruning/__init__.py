"""Cutting particles out of an organism, and what the cut means (paper, Def. 9 and Fig. 8).

A `Specimen` is the organism at one step, a cut a mask, bool [P], True where a particle is cut.
`criteria` say in which order to cut, `persistence` which self-replicators stay ones, `evaluation`
what a cut costs, `curves` what cuts of growing size cost, `over_time` what that of all
self-replicators costs step by step, `blame` which particles make it costly; `controls` question a
cut, `retraining` trains after it, `dense` and `small_net` are nets to compare with, `export`
writes the result as an ordinary net.
"""

from orgnet_core.pruning.blame import Blame, blame_at
from orgnet_core.pruning.controls import (
    EPSILONS,
    matched_in_layers,
    on_dark_pixels,
    random_draws,
    relabelled,
    replicated,
)
from orgnet_core.pruning.criteria import CRITERIA, criteria_for, criteria_of, ranking
from orgnet_core.pruning.curves import (
    SHARES,
    Band,
    Curve,
    are_siblings,
    band,
    curve_of,
    curves_of,
    spread,
)
from orgnet_core.pruning.dense import train_twin
from orgnet_core.pruning.evaluation import Score, cut_first, evaluate, metrics, standard_error
from orgnet_core.pruning.export import export_files, loading_code, round_trip, zipped
from orgnet_core.pruning.onnx_export import export_onnx
from orgnet_core.pruning.over_time import CostOverTime, Distribution, distribution
from orgnet_core.pruning.persistence import History, Persistence
from orgnet_core.pruning.retraining import (
    Stage,
    fine_tune_each,
    fine_tuning,
    initial_weights,
    retrain,
)
from orgnet_core.pruning.small_net import SmallNet, small_net
from orgnet_core.pruning.specimen import Specimen

__all__ = [
    "CRITERIA",
    "EPSILONS",
    "SHARES",
    "Band",
    "Blame",
    "CostOverTime",
    "Curve",
    "Distribution",
    "History",
    "Persistence",
    "Score",
    "SmallNet",
    "Specimen",
    "Stage",
    "are_siblings",
    "band",
    "blame_at",
    "criteria_for",
    "criteria_of",
    "curve_of",
    "curves_of",
    "cut_first",
    "distribution",
    "evaluate",
    "export_files",
    "export_onnx",
    "fine_tune_each",
    "fine_tuning",
    "initial_weights",
    "loading_code",
    "matched_in_layers",
    "metrics",
    "on_dark_pixels",
    "random_draws",
    "ranking",
    "relabelled",
    "replicated",
    "retrain",
    "round_trip",
    "small_net",
    "spread",
    "standard_error",
    "train_twin",
    "zipped",
]
