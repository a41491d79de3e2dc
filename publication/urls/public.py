"""The public site."""

urlpatterns = []
