"""What the paper says, read off its figures and tables (arXiv 2212.10078)."""

EPOCHS = (3, 6, 9, 12, 15, 18)
REPLICATORS_ADDING = (0, 4, 11, 14, 17, 18)  # Fig. 2, one run: of 18 at EPOCHS
TASK_LOSS, MEAN_ERROR = 3e-14, 1.15e-7  # Fig. 3, at the plateau
REPLICATION_LOSS = 1.35e-10  # Fig. 3, over all particles and all SR steps of a batch
# Fig. 4 and 7: median steps until zero or divergence, for noise of 1, 0.1 … 1e-9.
LIVES_ADDING = (28, 34, 41, 50, 57, 68, 77, 78, 79, 79)
LIVES_READING = (4.5, 6, 7.5, 9, 10.5, 12, 13.5, 13.5, 13.5, 13.5)
COPY_ERRORS = {"organism": 0.96e-7, "copy": 1.04e-7, "difference": 0.29e-7}  # Fig. 5, medians
ACCURACY = {25: 0.50, 50: 0.64, 100: 0.77, 200: 0.82}  # Fig. 6, mean at epochs
READING_LOSS = 0.595  # Fig. 6, at epoch 200
WHOLE = (0.770, 0.820, 0.822, 0.843, 0.846)  # Fig. 8, five runs
CUT_BY_L1 = (0.614, 0.684, 0.690, 0.746, 0.789)  # … without as many as there are self-replicators
CUT_COST = (0.005, 0.011)  # … of dropping the self-replicators, from and to
REPLICATORS_ALONE = 0.098  # … without all others
REPLICATORS_READING = {9: 314, 25: 319, 100: 335, 200: 348}  # Fig. 9, of 1,200 at epochs
ON_DARK, IN_FIRST_LAYER = 277, 320  # Fig. 10
