"""Desks and the application page (annex 1, steps 3 and 4)."""

urlpatterns = []
