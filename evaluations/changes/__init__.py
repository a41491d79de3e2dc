"""Change reports (变更): reported at any time, through the city within a round, decided by the province."""
