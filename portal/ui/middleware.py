"""Answers that Django gives without a page."""

from django.shortcuts import render


class ExplainRefusedMethod:
    """Give a bare 405 its page: after signing in anew, people land on addresses that only take forms."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response.get("Allow", "")
        return page
