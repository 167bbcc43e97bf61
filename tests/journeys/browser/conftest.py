"""Real browsers at the doors of a small community."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from services.wiring.parts import Sibi
from tests.journeys.town import living

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXPECTED = "Failed to load resource"
"""What the browser itself says of an answer that is a refusal."""

Visitor = Callable[..., Page]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sibi, str]]:
    """The community and its address."""
    with living(tmp_path_factory.mktemp("town")) as both:
        yield both


@pytest.fixture(scope="module")
def sibi(town: tuple[Sibi, str]) -> Sibi:
    """Its parts."""
    return town[0]


@pytest.fixture(scope="module")
def address(town: tuple[Sibi, str]) -> str:
    """Where its doors are."""
    return town[1]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's own browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, address: str) -> Iterator[Visitor]:
    """Signs somebody in, in a browser of their own; no script may complain."""
    complaints: list[str] = []
    contexts = []

    def sign_in(login: str, width: int = 1280, **how: object) -> Page:
        how = {"locale": "zh-CN", "viewport": {"width": width, "height": 900}} | how
        context = chromium.new_context(**how)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}/sessions/new")
        page.fill("#login", login)
        page.fill("#password", "sibi-demo")
        page.click("main button")
        page.wait_for_url(lambda url: "sessions" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert not [one for one in complaints if not one.startswith(EXPECTED)]
