"""The addresses of this room."""

app_name = "reviews"
urlpatterns = []
