"""The views that the Particle page shows."""

BOARD = "particle_time"  # that says the step shown and, once that is asked for, the selection
ASKED = "asked_for_selection"  # in the session: of which run, by its id
TIMELINE = ["timeline"]
OF_WEIGHTS = ["inner", "replica"]
OF_NUMBERS = ["history", "response", "place"]  # of a particle whose numbers travel to the page
VIEWS = [*TIMELINE, *OF_WEIGHTS, *OF_NUMBERS]
