"""What boards on the pages of this server are told, beside what every board is
(orgnet_views/board.py)."""

from orgnet_views.board import ONLY_IN_RECORDINGS, ONLY_OF_A_BATCH
from orgnet_views.texts import TEXTS
from ui.shared.addresses import ASSETS, PARAMETERS

# All that a page of this server can show of a run.
VIEWS = [
    name
    for name, texts in TEXTS.items()
    if "title" in texts and name not in (*ONLY_IN_RECORDINGS, *ONLY_OF_A_BATCH)
]
SERVED = {
    "assets": ASSETS,
    "kept": [name for name, each in PARAMETERS.items() if each.is_kept],
}
