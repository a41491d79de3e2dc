"""Evaluations: the yearly round, market data, scoring, hearings and consequences."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter this floor's rules, policies, effects, notices, documents, panels and menu."""
        from evaluations import (
            bases,
            documents,
            hearings,
            moved,
            opinions,
            panels,
            prefill,
            record_words,
            registration,
            results,
            rounds,
            scorecards,
        )
        from evaluations.benchmark_register import panel as benchmarks
        from evaluations.changes import registration as changes
        from evaluations.city_pools import registration as city_pools
        from evaluations.market import disputes, work
        from evaluations.mutual_recognition import registration as mutual_recognition
        from evaluations.support import registration as support

        for room in (
            *(rounds, prefill, opinions, scorecards, bases, hearings, moved, results, documents, panels),
            *(record_words, registration, disputes, changes, city_pools, mutual_recognition, support),
            *(work, benchmarks),
        ):
            room.register()
