"""A case from the first word to its closing, through the pages."""

import pytest
from playwright.sync_api import Page, expect

from services.wiring.parts import Sibi
from tests.journeys.browser.conftest import Visitor
from tests.journeys.town import GRID, told

pytestmark = pytest.mark.browser


def register(page: Page, address: str, summary: str) -> None:
    """Fill in the form and send it."""
    page.goto(f"{address}/cases/new")
    page.select_option("#kind", "incident")
    page.select_option("#category", "EM.02")
    page.select_option("#severity", "urgent")
    page.fill("#summary", summary)
    page.select_option("#grid", GRID)
    page.fill("#reporter", "刘女士 13800000000")
    page.click("main form button")
    page.wait_for_url("**/cases/*?done=*")


def do(page: Page, act: str) -> None:
    """Press the button of an act and wait until it is done."""
    page.click(f"#{act} button")
    expect(page.locator(f"#{act}")).to_have_count(0)


def test_a_case_goes_from_the_first_word_to_its_closing(visitor: Visitor, address: str) -> None:
    desk, officer = visitor("dispatcher"), visitor("officer", width=390)
    register(desk, address, "三号楼外墙脱落")

    do(desk, "accept")
    desk.select_option("#unit", "chengguan")
    desk.select_option("#officer", "officer")
    do(desk, "dispatch")
    officer.goto(desk.url)
    do(officer, "sign")
    do(officer, "arrive")
    officer.fill("#text", "已清理并拉起警戒线")
    do(officer, "submit_result")
    desk.reload()
    desk.check("#verify input[value=yes]")
    do(desk, "verify")

    line = desk.locator("#timeline")
    for words in (
        "三号楼外墙脱落",
        "周敏受理",
        "城管中队",
        "张伟签收",
        "张伟到场",
        "警戒线",
        "结案",
    ):
        expect(line).to_contain_text(words)
    expect(desk.locator(".owed")).to_contain_text("按时完成")
    expect(desk.locator("dl")).to_contain_text("刘女士 13800000000")


def test_what_was_typed_comes_back_when_somebody_was_faster(
    visitor: Visitor, address: str, sibi: Sibi
) -> None:
    case = told(sibi, "井盖缺失").case
    slow, fast = visitor("dispatcher"), visitor("centre")
    slow.goto(f"{address}/cases/{case}")
    fast.goto(f"{address}/cases/{case}")
    do(fast, "contact")

    slow.click("#accept button")

    expect(slow.locator("#error-accept")).to_contain_text("刚刚被别人更新过")
    expect(slow.locator("#timeline")).to_contain_text("李秀英联系了报事人")
    do(slow, "accept")


def test_pages_work_without_scripts(visitor: Visitor, address: str) -> None:
    desk = visitor("dispatcher", java_script_enabled=False)

    register(desk, address, "无脚本上报")
    desk.click("#accept button")
    desk.wait_for_url("**/cases/*?done=*")

    expect(desk.locator("#timeline")).to_contain_text("周敏受理")
    desk.click("#dispatch button")
    expect(desk.locator("#dispatch")).to_be_visible()


def test_pages_speak_english_when_asked(visitor: Visitor, address: str, sibi: Sibi) -> None:
    case = told(sibi).case
    desk = visitor("dispatcher")
    desk.goto(f"{address}/cases/{case}")

    desk.click("button[value=en]")

    expect(desk.locator("h1")).to_have_text("Emergency: accident")
    expect(desk.locator("#timeline")).to_contain_text("registered an incident")
    expect(desk.locator("#accept button")).to_have_text("Accept")
    assert desk.locator("html").get_attribute("lang") == "en"


def test_a_case_out_of_scope_is_not_there(visitor: Visitor, address: str, sibi: Sibi) -> None:
    case = told(sibi).case
    officer = visitor("officer")

    officer.goto(f"{address}/cases/{case}")

    expect(officer.locator("h1")).to_have_text("查无此案")


def test_auditors_read_every_fact_and_no_sealed_word(
    visitor: Visitor, address: str, sibi: Sibi
) -> None:
    kept = told(sibi, "不该给审计看的话")
    auditor = visitor("auditor")

    expect(auditor.locator("table")).to_contain_text("pack.adopted")
    auditor.fill("#subject", kept.number)
    auditor.click("main form.filters:not(.asof) button:has-text('筛选')")

    expect(auditor.locator("tbody tr")).to_have_count(1)
    expect(auditor.locator("tbody")).to_contain_text("周敏登记了突发事件")
    assert "不该给审计看的话" not in auditor.content()
