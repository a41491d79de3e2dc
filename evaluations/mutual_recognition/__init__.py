"""Mutual recognition (全省互认, part 2 (4)): local policies with a check-list, and reports of discriminatory treatment."""
