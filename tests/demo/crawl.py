"""Everything that a visitor can reach from the front page: pages, files, documents, answers of the interface."""

import io
import re
import subprocess
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client
from python_calamine import CalamineWorkbook

from portal.documents.making import make_pdf
from portal.documents.models import OfficialDocument

LINKS = re.compile(r"""\b(?:href|action)=["']([^"'#]+)""")
START = ["/", "/en/", "/sitemap.xml", "/robots.txt", "/api/v1/openapi.json"]
MOST = 3000


def crawl() -> dict[str, str]:
    """Address → what it says as text. What answers with an error is left out."""
    for document in OfficialDocument.objects.filter(is_public=True, file=None).order_by("-pk"):
        make_pdf(document.pk)
    client, found = Client(), {}
    waiting = deque([*START, *_interface(client)])
    seen = set(waiting)
    while waiting and len(found) < MOST:
        address = waiting.popleft()
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        kind = answer["Content-Type"].split(";")[0]
        found[address] = _text(content, kind)
        for link in _links(found[address], kind, address):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return found


def _interface(client: Client) -> list[str]:
    """Every operation of the interface that takes nothing, and one a row of those that take a number."""
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    members = client.get("/api/v1/members").json()["items"]
    notices = client.get("/api/v1/notices").json()
    whole = [path for path in paths if "{" not in path]
    return [
        *whole,
        *[f"/api/v1/members/{row['uscc']}" for row in members],
        *[f"/api/v1/verify?q={row['uscc']}" for row in members],
        *[
            f"/api/v1/{where}/{row['id']}/entries"
            for kind, where in (("publicity", "publicities"), ("announcement", "announcements"))
            for row in notices
            if row["kind"] == kind
        ],
    ]


def _links(text: str, kind: str, base: str) -> list[str]:
    if kind == "text/html":
        raw = [unescape(link) for link in LINKS.findall(text)]
    elif kind in ("application/xml", "application/atom+xml"):
        raw = re.findall(r"<loc>([^<]+)|href=\"([^\"]+)", text)
        raw = [one or other for one, other in raw]
    elif kind == "application/json":
        raw = re.findall(r'"next": ?"([^"]+)"', text)
    else:
        raw = []
    parts = [urlsplit(urljoin(base, unescape(link))) for link in raw]
    ours = [part for part in parts if part.netloc in ("", "testserver", "127.0.0.1:8000", "example.com")]
    return [
        part.path + (f"?{part.query}" if part.query else "") for part in ours if part.path.startswith("/")
    ]


def _text(content: bytes, kind: str) -> str:
    if kind == "application/pdf":
        done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
        return done.stdout.decode()
    if "spreadsheet" in kind:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return "\n".join(
            str(cell)
            for name in book.sheet_names
            for row in book.get_sheet_by_name(name).to_python()
            for cell in row
        )
    return content.decode("utf-8", errors="replace")
