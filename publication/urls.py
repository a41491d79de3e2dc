"""The addresses of this room."""

app_name = "publication"
urlpatterns = []
