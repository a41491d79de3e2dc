"""The gallery of components, the accessibility statement, robots.txt."""

from django.shortcuts import render

from portal.ui import gallery as samples


def gallery(request):
    """Every component once, on one page, with invented contents."""
    return render(request, "ui/gallery.html", samples.context())


def accessibility(request):
    """无障碍说明: what the site keeps to, what is known to fall short, and whom to tell."""
    return render(request, "ui/accessibility.html")


def robots(request):
    """What search engines should leave alone: everything behind the sign-in."""
    return render(request, "ui/robots.txt", content_type="text/plain; charset=utf-8")
