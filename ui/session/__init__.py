"""One visit: which run, what the address says, who may steer, what there is to say."""
