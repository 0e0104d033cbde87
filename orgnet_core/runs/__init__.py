"""Runs as things that last: a store of what was recorded, a registry of what is growing."""
