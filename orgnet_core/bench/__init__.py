"""How fast the engine is, and the slow, obvious reference that it is raced against."""
