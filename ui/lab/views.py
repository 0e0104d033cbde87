"""The views of the Lab, in the order in which they stand there."""

ABOVE = ["map", "curves", "kinds", "plane"]
TIMELINE = ["timeline"]
BELOW = ["sketch", "lifelines", "pixels", "connectivity", "trajectories", "response", "table"]
VIEWS = [*ABOVE, *TIMELINE, *BELOW]
