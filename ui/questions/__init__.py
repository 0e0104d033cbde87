"""Sections of the Questions page."""
