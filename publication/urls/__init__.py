"""The addresses of this floor, one module a room."""

from publication.urls import objections, province, public

app_name = "publication"
urlpatterns = [*public.urlpatterns, *province.urlpatterns, *objections.urlpatterns]
