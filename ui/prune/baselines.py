"""What a trial over seeds found of each criterion, and of a small net as large as what is left."""

from orgnet_core.trials.baselines import OURS
from orgnet_core.trials.comparison import ESTIMATES
from ui.prune.sentences import amount, settled
from ui.shared.texts import TEXTS

WORDS = TEXTS["prune"]["baselines"]


def criterion_sentence(found: dict, criterion: str) -> str:
    """As many cut as there are self-replicators by this criterion, in the recorded trial."""
    costs = {name: _range(found["cuts"][criterion][name]) for name in ESTIMATES}
    says = WORDS["costs"].format(**costs, **_about(found))
    if criterion != OURS:
        pairs = found["pairs"][criterion]
        says += " " + WORDS["pairs"].format(**{name: _pair(pairs[name]) for name in ESTIMATES})
    return f"{says} {WORDS['recorded'].format(**found['recorded'])}"


def small_net_sentence(found: dict) -> str:
    """An ordinary net of the size that is left of the organism, in the recorded trial."""
    net = found["small_net"]
    pair, least, largest = net["pair"], net["left"]["least"], net["left"]["largest"]
    says = WORDS["small_net"].format(
        **_about(found),
        left=f"{net['left']['median']:,} ({least:,} to {largest:,})",
        mult_adds=f"{net['mult_adds']['median']:,}",
        hidden=net["hidden"]["median"],
        net=_range(net["accuracy"]),
        organism=_range(net["organism"]),
        pair=_interval(pair),
        settled=WORDS["nets"]["open" if pair is None else settled(pair["low"], pair["high"])],
    )
    return f"{says} {WORDS['recorded'].format(**found['recorded'])}"


def _about(found: dict) -> dict[str, str | int]:
    return {
        "runs": found["runs"],
        "preset": found["preset"],
        "epoch": found["last_epoch"],
        "ends": len(found["epochs"]),
        "first": found["epochs"][0],
        "count": _counts(found["self_replicators"]),
    }


def _pair(of: dict[str, float] | None) -> str:
    """A paired difference, and what its interval settles."""
    if of is None:
        return WORDS["unknown"]
    return f"{_interval(of)}, {WORDS['settled'][settled(of['low'], of['high'])]}"


def _interval(of: dict[str, float] | None) -> str:
    if of is None:
        return WORDS["unknown"]
    median, low, high = (amount(of[x], "mnist15") for x in ("median", "low", "high"))
    return f"{median} ({low} to {high})"


def _range(of: dict[str, float]) -> str:
    median, least, largest = (amount(of[x], "mnist15") for x in ("median", "least", "largest"))
    return f"{median} ({least} to {largest})"


def _counts(of: dict[str, int]) -> str:
    return f"{of['least']:,} to {of['largest']:,}"
