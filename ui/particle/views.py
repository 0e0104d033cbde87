"""The views that the Particle page shows."""

TIMELINE = ["timeline"]
OF_WEIGHTS = ["inner", "replica"]
OF_NUMBERS = ["history", "response", "place"]  # of a particle whose numbers travel to the page
VIEWS = [*TIMELINE, *OF_WEIGHTS, *OF_NUMBERS]
