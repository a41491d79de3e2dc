"""Signs that a trade may not be what it seems: questions for the staff, never verdicts and never part of a score."""
