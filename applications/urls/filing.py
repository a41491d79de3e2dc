"""Filing by enterprises (annex 1, step 2)."""

urlpatterns = []
