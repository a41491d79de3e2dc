"""Objections (annex 1, step 9)."""

urlpatterns = []
