"""Pages as a browser without scripts meets them."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from infra.feed import Feed, LogSource, least
from services.web.app import create_app
from services.wiring.parts import Sibi, house, opened, settings
from services.wiring.processes import prepare

OURS = {"sec-fetch-site": "same-origin"}
REPORT = {
    "kind": "incident",
    "category": "EM.02",
    "severity": "urgent",
    "summary": "外墙脱落",
    "grid": "340822100001001",
}


@pytest.fixture(scope="module")
def sibi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sibi]:
    """A small community."""
    with opened(settings(data=tmp_path_factory.mktemp("data"), demo=True)) as parts:
        prepare(parts)
        yield parts


@pytest.fixture
def stranger(sibi: Sibi) -> Iterator[TestClient]:
    """Somebody who has not signed in."""
    with TestClient(create_app(house(sibi)), follow_redirects=False, headers=OURS) as browser:
        yield browser


@pytest.fixture
def desk(stranger: TestClient) -> TestClient:
    """The dispatcher."""
    sign_in(stranger, "dispatcher")
    return stranger


def sign_in(browser: TestClient, login: str) -> None:
    answer = browser.post("/sessions", data={"login": login, "password": "sibi-demo", "next": "/"})
    assert answer.status_code == 303


def catch_up(sibi: Sibi) -> None:
    feed = Feed(LogSource(sibi.log, least(sibi.views)), sibi.views)
    while feed.step(0):
        pass


def key_on(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("path", ["/", "/board", "/cases", "/cases/new", "/audit", "/board/live"])
def test_strangers_are_asked_to_sign_in(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sessions/new?next=")


def test_a_wrong_password_is_answered_beside_the_form(stranger: TestClient) -> None:
    answer = stranger.post("/sessions", data={"login": "dispatcher", "password": "no"})

    assert answer.status_code == 401
    assert "账号或密码不对" in answer.text
    assert 'value="dispatcher"' in answer.text


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere"]
)
def test_signing_in_never_leads_elsewhere(stranger: TestClient, to: str) -> None:
    form = {"login": "dispatcher", "password": "sibi-demo", "next": to}

    answer = stranger.post("/sessions", data=form)

    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("login", "to"), [("dispatcher", "/board"), ("auditor", "/audit"), ("resident", "/cases")]
)
def test_everybody_begins_where_their_work_is(stranger: TestClient, login: str, to: str) -> None:
    sign_in(stranger, login)

    assert stranger.get("/").headers["location"] == to


def test_the_administrator_sees_no_content(stranger: TestClient) -> None:
    sign_in(stranger, "admin")

    assert stranger.get("/").status_code == 200
    assert stranger.get("/cases").status_code == 403
    assert stranger.get("/board").status_code == 403


def test_another_site_cannot_send_our_forms(desk: TestClient, sibi: Sibi) -> None:
    before = sibi.log.position()

    answer = desk.post("/cases", data=REPORT, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert sibi.log.position() == before


def test_a_form_sent_twice_does_it_once(desk: TestClient, sibi: Sibi) -> None:
    form = REPORT | {"key": key_on(desk.get("/cases/new").text)}

    first, second = desk.post("/cases", data=form), desk.post("/cases", data=form)

    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"category": "FP.01"}, "事项已停用"),
        ({"category": "XX.01"}, "类别不存在"),
        ({"grid": "999"}, "网格不存在"),
        ({"summary": " "}, "填写有误"),
        ({"occurred_at": "yesterday"}, "填写有误"),
        ({"occurred_at": "2100-01-01T00:00"}, "时间在将来"),
        ({"severity": "awful"}, "填写有误"),
    ],
)
def test_a_form_that_is_refused_comes_back_as_it_was_filled_in(
    desk: TestClient, sibi: Sibi, wrong: dict[str, str], words: str
) -> None:
    before = sibi.log.position()

    answer = desk.post("/cases", data=REPORT | {"place": "文昌路170号"} | wrong)

    assert answer.status_code == 422
    assert words in answer.text
    assert "文昌路170号" in answer.text
    assert sibi.log.position() == before


def test_what_people_write_is_shown_as_text(desk: TestClient) -> None:
    told = desk.post("/cases", data=REPORT | {"summary": "<script>alert(1)</script>"})

    page = desk.get(told.headers["location"]).text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("path", ["/cases/no-such", f"/cases/{'0' * 32}"])
def test_a_case_that_is_not_there_is_a_page_too(desk: TestClient, path: str) -> None:
    answer = desk.get(path)

    assert answer.status_code == 404
    assert "查无此案" in answer.text


def test_an_instant_that_cannot_be_read_is_said_so(desk: TestClient) -> None:
    answer = desk.get("/board?as_of=soon")

    assert answer.status_code == 422
    assert "填写有误" in answer.text


def test_every_page_forbids_foreign_scripts(desk: TestClient, sibi: Sibi) -> None:
    desk.post("/cases", data=REPORT)
    catch_up(sibi)

    for path in ("/board", "/cases", "/cases/new"):
        answer = desk.get(path)
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<[^>]+ (style|on\w+)=", answer.text)


def test_the_list_finds_a_case_by_its_number(desk: TestClient, sibi: Sibi) -> None:
    told = desk.post("/cases", data=REPORT)
    number = re.search(r"\d{6}-\d{4}-\d", desk.get(told.headers["location"]).text)
    assert number
    catch_up(sibi)

    found = desk.get(f"/cases?q={number[0]}").text

    assert found.count("<tr>") == 2
    assert "没有符合条件的案件" in desk.get("/cases?q=000000").text


def test_the_language_is_kept_by_a_cookie(stranger: TestClient) -> None:
    stranger.post("/language", data={"language": "en", "next": "/sessions/new"})

    assert "Sign in to Sibi" in stranger.get("/sessions/new").text


def test_signing_out_ends_the_session(desk: TestClient) -> None:
    desk.post("/sessions/end")

    assert desk.get("/board").status_code == 303
