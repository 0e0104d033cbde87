"""The Compare page: two organisms on one timeline, and schedules over seeds."""
