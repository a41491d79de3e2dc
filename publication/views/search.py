"""The one search box of the public site."""

from django.shortcuts import render

from publication import search as domain
from publication.views.public import public_page

LONGEST = 60


@public_page
def search(request):
    """Members, notices and products that go by what was typed."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    context = {"text": text, "found": domain.search(text), "most": domain.MOST}
    return render(request, "publication/public/search.html", context)
