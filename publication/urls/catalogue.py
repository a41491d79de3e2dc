"""The product catalogue: what the public reads, what members keep, what the alliance approves."""

from django.urls import path

from publication.views import catalogue, entry_changes, products

urlpatterns = [
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/compare/", catalogue.compare, name="compare"),
    path("catalogue/<int:pk>/", catalogue.product, name="product"),
    path("products/", products.products, name="products"),
    path("products/new/<slug:kind>/", products.entry_new, name="entry_new"),
    path("products/<int:pk>/", products.entry_edit, name="entry_edit"),
    path("products/<int:pk>/withdraw/", products.entry_withdraw, name="entry_withdraw"),
    path("products/changes/", entry_changes.changes, name="entry_changes"),
    path("products/changes/<int:pk>/", entry_changes.change, name="entry_change"),
]
