"""The portal's addresses and the bare list."""

from django.urls import path

from benchmarks.bare import bare_list
from portal.urls import urlpatterns as portal_urls

urlpatterns = [path("bare/", bare_list, name="bare"), *portal_urls]
