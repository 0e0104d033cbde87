"""The paper on trial: its figures as numbers from fresh organisms, beside what it says (Fig. 2–12).

`published` has the paper's numbers, `variants` the readings where its text and its public code
differ. `addition` and `pictures` measure one organism each, `rows` judges what they find,
`panels` draws it as lines; `reproduction` grows all of it. Nothing here knows of pages.
"""
