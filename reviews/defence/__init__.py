"""The on-site defence (annex 1, step 6): the day, the drawn order, the timetable, what was held."""
