"""The pages: a form that works without JavaScript, headers, and the built script."""

from __future__ import annotations

import html

import pytest
from starlette.testclient import TestClient

from tests.bot.channels.web.conftest import MakeClient

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e"


def test_the_form_answers_and_keeps_the_conversation(client: TestClient) -> None:
    page = client.post("/ask", data={"text": "要带什么材料"})
    assert page.status_code == 200  # after the redirect
    assert "居民身份证或社会保障卡" in page.text
    assert "要带什么材料" in client.get("/").text


def test_buttons_of_an_answer_are_buttons_of_a_form(client: TestClient) -> None:
    page = client.post("/ask", data={"text": "材料"}).text
    token = page.split('name="token" value="', 1)[1].split('"', 1)[0]
    assert "<bdi>长期住外地</bdi>" in client.post("/ask", data={"token": html.unescape(token)}).text


def test_a_person_is_one_button_away(client: TestClient) -> None:
    assert "0512-12393" in client.post("/ask", data={"human": "1"}).text


def test_clearing_forgets_the_conversation(client: TestClient) -> None:
    client.post("/ask", data={"text": "一句私房话"})
    assert "一句私房话" not in client.post("/clear").text


def test_hostile_text_is_shown_as_text(client: TestClient) -> None:
    page = client.post("/ask", data={"text": HOSTILE}).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_session_cookie_is_for_this_site_and_no_script(client: TestClient) -> None:
    response = client.post("/ask", data={"text": "你好"}, follow_redirects=False)
    cookie = response.headers["set-cookie"].lower()
    assert response.status_code == 303
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_reading_the_page_sets_no_cookie(client: TestClient) -> None:
    assert "set-cookie" not in client.get("/").headers


def test_too_many_questions_are_refused_in_words(make_client: MakeClient) -> None:
    with make_client(messages_per_minute_per_address=1) as client:
        refused = [
            page for page in (client.post("/ask", data={"text": "你好"}) for _ in range(4)) if page.status_code == 429
        ]
        assert refused
        assert "请等" in refused[0].text
        assert int(refused[0].headers["retry-after"]) > 0


@pytest.mark.parametrize("path", ["/", "/demo"])
def test_pages_forbid_all_that_they_do_not_need(client: TestClient, path: str) -> None:
    response = client.get(path)
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert 'lang="zh-CN"' in response.text


@pytest.mark.parametrize("path", ["/", "/demo"])
def test_pages_name_no_third_party(client: TestClient, path: str) -> None:
    page = client.get(path).text.replace("http://service.example", "")
    assert "http" not in page
    assert "style=" not in page


def test_files_are_not_sent_again_when_unchanged(client: TestClient) -> None:
    first = client.get("/static/page.css")
    again = client.get("/static/page.css", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
