"""Take the pictures of the README from a running demonstration: ``scripts/pictures.py http://127.0.0.1:8000``."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs/pictures"
PASSWORD = "Portal-demo-2026"  # the demonstration's own, printed by make demo
# picture: account (or None), address, link text to follow there (or None)
PICTURES = {
    "home": (None, "/", None),
    "desk": ("city-guangzhou", "/desk/", None),
    "application": ("city-guangzhou", "/desk/", "main table a"),
    "filing": ("enterprise-1", "/filing/", "main td a[href*='/filing/']"),
}


def main(site: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, (account, address, link) in PICTURES.items():
            page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
            if account:
                page.goto(f"{site}/accounts/login/?next={address}")
                page.fill("[name=login]", account)
                page.fill("[name=password]", PASSWORD)
                page.locator("main form button").last.click()
                page.wait_for_load_state()
            page.goto(site + address)
            if link:
                page.locator(link).first.click()
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
