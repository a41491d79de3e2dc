"""One component draws every list: its table, its pages, and what it says when nothing is there."""

from django.template import Context, Template

from portal.ui.paging import Page

LISTING = Template(
    '{% listing page title=none body="Because." %}'
    "<tbody>{% for row in rows %}<tr><td>{{ row }}</td></tr>{% endfor %}</tbody>"
    "{% endlisting %}"
)


def drawn(page, rows) -> str:
    return " ".join(LISTING.render(Context({"page": page, "rows": rows, "none": "Nothing <here>"})).split())


def test_rows_stand_in_a_table_that_is_cards_on_a_phone():
    text = drawn(["A & B"], ["A & B"])
    assert '<table class="table table-cards"> <tbody><tr><td>A &amp; B</td></tr></tbody> </table>' in text
    assert "Because." not in text
    assert 'class="pages"' not in text


def test_an_empty_list_says_why():
    text = drawn([], [])
    assert '<p class="empty-title">Nothing &lt;here&gt;</p> <p>Because.</p>' in text
    assert "<table" not in text


def test_a_page_of_several_brings_its_links():
    page = Page(rows=["A"], previous_query="", next_query="?after=1", first_query="")
    assert page.several
    assert 'href="?after=1"' in drawn(page, page.rows)
    page = Page(rows=["A"], previous_query="", next_query="", first_query="")
    assert 'class="pages"' not in drawn(page, page.rows)
