"""Sections of the Lab."""
