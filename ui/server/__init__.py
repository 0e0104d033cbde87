"""The process that serves the dashboard: its set-up, its routes, who its visitors are."""
