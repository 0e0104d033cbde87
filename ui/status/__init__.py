"""Sections of the Status page."""
