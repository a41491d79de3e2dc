"""The addresses of this floor, one module a room."""

from applications.urls import calls, desk, filing, registration

app_name = "applications"
urlpatterns = [*registration.urlpatterns, *calls.urlpatterns, *filing.urlpatterns, *desk.urlpatterns]
