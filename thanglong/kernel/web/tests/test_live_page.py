"""An open page in a real browser renews its part when the thing has changed."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from thanglong.kernel.events import live as events
from thanglong.kernel.people.tests import make
from thanglong.kernel.web.tests import processes


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("thanglong.kernel.web.tests.urls")
def test_lans_open_page_renews_itself_when_something_of_hers_changes(settings: Any) -> None:
    lan, signed = make.resident("Nguyễn Thị Lan"), Client()
    make.sign_in(signed, lan)
    key = signed.cookies["sessionid"].value

    with processes.web_server() as site, processes.live_process(site_url=site) as live:
        settings.LIVE_URL = f"{live}/live"
        with processes.browser() as chromium:
            context = chromium.new_context()
            context.add_cookies(
                [
                    {
                        "name": "sessionid",
                        "value": key,
                        "domain": urlsplit(site).hostname,
                        "path": "/",
                    }
                ]
            )
            page = context.new_page()
            with page.expect_response(lambda answer: "/live?" in answer.url):
                page.goto(f"{site}/live-part")
            before = page.locator("#part").text_content()
            page.wait_for_timeout(300)
            events.touch(f"account:{lan.id}")
            connection.close()  # of the browser's loop, which has its own
            page.wait_for_function(
                "before => document.getElementById('part').textContent !== before", arg=before
            )
            heading = page.locator("h1").count()
            context.close()

    assert heading == 1
