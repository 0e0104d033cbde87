"""Sections of the Particle page."""
