"""Every parameter that the address of a page may have, and how its values are read."""

from typing import Literal, NamedTuple

from orgnet_views.assets import version

# Relative to any page, so that they hold behind every prefix.
ENDPOINTS = "organism"  # the folder of all that pages fetch by themselves
ASSETS = f"{ENDPOINTS}/assets/{version()}"  # the ES modules of the views, for ever


class Parameter(NamedTuple):
    """`is_kept`: a copied link has it as it stands in the address; others the page writes anew."""

    means: str
    part: Literal["query", "fragment"] = "query"
    is_kept: bool = False


# What was cut on the Prune page (ui/prune/address.py).
CUT = {
    "by": Parameter("By which criterion or rule particles are cut; words as on the command line."),
    "count": Parameter("How many are cut, by a criterion."),
    "persistent_percent": Parameter("At how many of the ends; for by=persistent_replicator."),
    "persistent_epochs": Parameter("How far it looks back; for by=persistent_replicator."),
    "kinds": Parameter("Numbers of the kinds that are cut, such as 0_3, or none; for by=kind."),
    "measure": Parameter("What the limit is of; for by=threshold."),
    "side": Parameter("Which side of the limit is cut, below or above; for by=threshold."),
    "limit": Parameter("A number, such as 1e-5; for by=threshold."),
    "kept": Parameter("The particles of the saved cut, such as 0-44_90."),
    "spared": Parameter("The particles that are not cut, whatever the others say, such as 1170."),
    "combine": Parameter("How the saved cut and the chosen particles go together."),
}
# Besides these the name of any setting of a run may stand for an experiment to begin
# (ui/session/experiment_links.py).
PARAMETERS = {
    "run": Parameter("The run on screen.", is_kept=True),
    "particle": Parameter("The particle on its page, from 0.", is_kept=True),
    "controls": Parameter("off: the page without its controls.", is_kept=True),
    "type": Parameter("large: for a full hall.", is_kept=True),
    "beside": Parameter("The other organism on the Compare page."),
    "sweep": Parameter("The sweep on the Sweeps page."),
    "variant": Parameter("What the Paper page shows, such as mnist-10-restarted."),
    "question": Parameter("What the Questions page asks, such as useless."),
    "follow": Parameter("The lecture of that code, in the whole dashboard."),
    "lecture": Parameter("The lecture of that code, on the light page, /follow."),
    "views": Parameter("What /embed shows, such as map,plane.", is_kept=True),
    "steer": Parameter(
        "The key that lets this visitor control the run; it leaves the address.", part="fragment"
    ),
    "preset": Parameter("The preset that an experiment to begin is like."),
    **CUT,
    "step": Parameter("The recorded step shown; without it the latest.", part="fragment"),
    "selected": Parameter("The selected particles, such as 0-44_90.", part="fragment"),
}


def is_whole(text: str) -> bool:
    """Whether a part of an address is a whole number, from 0 and of sensible length."""
    return text.isascii() and text.isdigit() and len(text) < 10
