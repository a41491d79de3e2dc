"""The addresses of this floor, one module a room."""

from publication.urls import catalogue, objections, papers, province, public

app_name = "publication"
urlpatterns = [
    *public.urlpatterns,
    *catalogue.urlpatterns,
    *province.urlpatterns,
    *objections.urlpatterns,
    *papers.urlpatterns,
]
