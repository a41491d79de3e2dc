"""Registration and profile of enterprises."""

urlpatterns = []
