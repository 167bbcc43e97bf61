"""The dispatch board: it ticks, it is live, it shows the past, it is light and accessible."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.web.pages.instants import left
from services.wiring.parts import Sibi
from tests.journeys.browser.conftest import Visitor
from tests.journeys.town import told

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parents[2] / "vendor" / "axe.min.js").read_text()
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
KILOBYTES, REQUESTS = 60, 8


def live(page: Page) -> None:
    """Wait until the page listens."""
    expect(page.locator("#live[data-on]")).to_be_visible(timeout=15_000)


def test_the_countdown_ticks(visitor: Visitor, sibi: Sibi) -> None:
    told(sibi)
    desk = visitor("dispatcher")
    desk.wait_for_selector(".row .clock")
    clock = desk.locator(".row .clock").first
    first = clock.inner_text()

    expect(clock).not_to_have_text(first, timeout=5_000)

    assert first.startswith("剩 ")


def test_a_change_arrives_in_another_browser_without_reload(
    visitor: Visitor, address: str, sibi: Sibi
) -> None:
    watcher, desk = visitor("centre"), visitor("dispatcher")
    live(watcher)
    shown = watcher.locator(".row").count()
    watcher.evaluate("window.sameDocument = true")

    case = told(sibi, "新来的一件").case

    newcomers = watcher.locator("#newcomers")
    expect(newcomers).to_contain_text("2", timeout=10_000)
    expect(watcher.locator(".row")).to_have_count(shown)
    newcomers.click()
    row = watcher.locator(f".row[data-case='{case}']").last
    row.locator("strong a").focus()
    desk.goto(f"{address}/cases/{case}")
    desk.click("#accept button")
    expect(row).to_contain_text("待派", timeout=10_000)
    assert watcher.evaluate("window.sameDocument")
    assert row.locator("strong a").evaluate("link => link === document.activeElement")


def test_an_act_is_one_click_away(visitor: Visitor, sibi: Sibi) -> None:
    case = told(sibi).case
    desk = visitor("dispatcher")
    desk.goto(desk.url)
    row = desk.locator(f".row[data-case='{case}']").last

    row.locator("button").click()

    expect(row.locator(".do")).to_contain_text("派单", timeout=10_000)


def test_the_board_as_of_the_past_only_shows(visitor: Visitor, address: str, sibi: Sibi) -> None:
    position = told(sibi).position
    desk = visitor("dispatcher")

    desk.goto(f"{address}/board?as_of={position}")

    expect(desk.locator(".banner")).to_contain_text(f"第 {position} 号记录")
    expect(desk.locator(".row").first).to_be_visible()
    expect(desk.locator(".row button, .row .button")).to_have_count(0)
    desk.click(".banner a")
    expect(desk.locator(".banner")).to_have_count(0)


@pytest.mark.parametrize("seconds", [-90_000, -3_700, -59, 0, 1, 599, 3_599, 3_600, 86_399, 90_000])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_server_and_browser_spell_time_alike(
    visitor: Visitor, address: str, seconds: int, language: str
) -> None:
    desk = visitor("dispatcher")
    desk.context.add_cookies([{"name": "sibi_language", "value": language, "url": address}])
    desk.goto(f"{address}/board")
    due = NOW + timedelta(seconds=seconds)

    spelled = desk.evaluate(
        "async ([due, now]) => {"
        " const src = document.querySelector('script[src*=\"due.js\"]').src;"
        " return (await import(src)).left(due, now); }",
        [due.timestamp() * 1000, NOW.timestamp() * 1000],
    )

    assert spelled == left(due, NOW, language)


def test_the_board_is_light(visitor: Visitor, address: str, sibi: Sibi) -> None:
    for number in range(60):
        told(sibi, f"第 {number} 件")
    desk = visitor("dispatcher")
    live(desk)
    fresh = desk.context.browser.new_context(storage_state=desk.context.storage_state()).new_page()  # type: ignore[union-attr]
    network = fresh.context.new_cdp_session(fresh)
    network.send("Network.enable")
    sizes: list[float] = []
    asked: list[str] = []
    network.on("Network.loadingFinished", lambda one: sizes.append(one["encodedDataLength"]))
    network.on("Network.requestWillBeSent", lambda one: asked.append(one["request"]["url"]))

    fresh.goto(f"{address}/board")
    live(fresh)

    assert fresh.locator(".row").count() >= 60
    assert len(asked) <= REQUESTS, "\n".join(asked)
    assert sum(sizes) <= KILOBYTES * 1024, sum(sizes)
    fresh.context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "path",
    [
        "dispatcher/board",
        "dispatcher/cases",
        "dispatcher/cases/new",
        "dispatcher/cases/{case}",
        "dispatcher/cases/{case}?as_of=2",
        "auditor/audit",
        "dispatcher/sessions/new",
    ],
)
def test_nothing_on_a_page_is_inaccessible(
    visitor: Visitor, address: str, sibi: Sibi, path: str, width: int
) -> None:
    case = told(sibi).case
    login, slash, place = path.partition("/")
    page = visitor(login, width=width)
    page.goto(address + slash + place.format(case=case))

    page.evaluate(AXE)
    found = page.evaluate(
        "async () => (await axe.run()).violations.map(one => [one.id, one.nodes.map(n => n.html)])"
    )

    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways"
