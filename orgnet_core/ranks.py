"""How two measures of the same particles, or batches, go together, whatever their scales."""

import numpy as np


def rank_correlation(values: np.ndarray, others: np.ndarray) -> float:
    """Spearman's, −1..1, of two arrays [N]; equal ones share the mean of their ranks. NaN where all
    of one are alike."""
    ranks = [_ranks(values), _ranks(others)]
    if min(each.std() for each in ranks) == 0:
        return float("nan")
    return float(np.corrcoef(ranks)[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    """From 1."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return (count.cumsum() - (count - 1) / 2)[place]
