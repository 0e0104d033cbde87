"""The views of each step's boards, on the paper's organism."""

COPY, JOB, WHOLE = ["copying"], ["working"], ["anatomy"]
FORMULA = ["map", "formula"]
TIME, DIVIDE = ["timeline"], ["map", "curves"]
PLACE = ["pixels"]
VIEWS = list(dict.fromkeys([*COPY, *JOB, *WHOLE, *FORMULA, *TIME, *DIVIDE, *PLACE]))
