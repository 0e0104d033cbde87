"""Sections of the Prune page that compute in the background, and what they show."""
