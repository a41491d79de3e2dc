"""Pages that belong to no stage: the gallery, the accessibility statement, errors."""

from django.shortcuts import render


def gallery(request):
    """Every component once, on one page."""
    return render(request, "ui/gallery.html")


def accessibility(request):
    """无障碍说明: what the site keeps to, and whom to tell when it does not."""
    return render(request, "ui/accessibility.html")


def csrf_failure(request, reason=""):
    """A form came without a valid token: cookies are off, or the sign-in changed in another window."""
    return render(request, "403.html", status=403)
