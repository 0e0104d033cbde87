"""Sections of the Teach page."""
