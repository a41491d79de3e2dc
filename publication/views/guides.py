"""Help in plain words, a page for each role."""

from django.http import Http404
from django.shortcuts import render

from publication.guides import BY_KEY, GUIDES
from publication.views.public import public_page


@public_page
def help_index(request):
    """Which guide is for whom."""
    return render(request, "publication/public/help.html", {"guides": GUIDES})


@public_page
def help_guide(request, key: str):
    """One role's guide, step by step."""
    if key not in BY_KEY:
        raise Http404
    return render(request, "publication/public/guide.html", {"guide": BY_KEY[key], "guides": GUIDES})
