"""Runs that grow in this process: what is seen of one, what grows it, who gets a turn."""
