"""The floor: a bare Django view that lists 50 rows of a plain table, with session and sign-in."""

from django.http import HttpResponse
from django.template import Context, Template

from benchmarks.models import PlainRow
from portal.accounts.access import SIGNED_IN, access

TEMPLATE = Template(
    "<!doctype html><title>bare</title><table>{% for row in rows %}<tr><td>{{ row.name }}</td><td>{{ row.code }}</td>"
    "<td>{{ row.number }}</td><td>{{ row.place }}</td><td>{{ row.state }}</td><td>{{ row.deadline }}</td></tr>"
    "{% endfor %}</table>"
)


@access(SIGNED_IN)
def bare_list(request):
    rows = PlainRow.objects.order_by("deadline")[:50]
    return HttpResponse(TEMPLATE.render(Context({"rows": rows, "user": request.user})))
