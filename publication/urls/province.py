"""The province: deliberation, publicity, announcement (annex 1, steps 8 and 10)."""

urlpatterns = []
