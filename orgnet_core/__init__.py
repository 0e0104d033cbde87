"""The science of organism networks: particles, organisms, training, measures, pruning.

Source: Illium et al., "Constructing Organism Networks from Collaborative
Self-Replicators", arXiv 2212.10078 ("the paper" throughout). Knows nothing of screens.

Shapes: P particles, n weights per particle, h hidden units per particle, B batch, L layers.
"""
