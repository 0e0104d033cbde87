"""Sections of the Story page."""
