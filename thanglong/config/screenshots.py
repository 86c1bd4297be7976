"""Pictures of the main pages, both sizes, both languages, both themes: looked at by a person
before a change is called done.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from django.conf import settings

from thanglong.config.cli.city import city

SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
LANGUAGES = ("vi", "en")
THEMES = ("light", "dark")
LAN = "999196000101"  # by her number: the crowd of the town may have her name
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WAIT_MILLISECONDS_MAX = 15_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One page: whose eyes (a login or name of the demo town, empty for nobody), what is clicked.

    `{dossier}`: a dossier of that resident; `{task}`: the dossier on top of that officer's inbox.
    """

    name: str
    path: str
    who: str = ""
    clicks: tuple[str, ...] = ()


SHOTS = (
    Shot(name="01-home", path="/"),
    Shot(name="02-search", path="/procedures?q=khai+sinh"),
    Shot(name="03-procedure", path="/procedures/marital-status-certificate"),
    Shot(name="04-home-of-lan", path="/", who=LAN),
    Shot(
        name="05-wizard",
        path="/procedures/marital-status-certificate",
        who=LAN,
        clicks=("main .button.primary",),
    ),
    Shot(name="06-my-dossiers", path="/dossiers", who=LAN),
    Shot(name="07-dossier", path="/dossiers/{dossier}", who=LAN),
    Shot(name="08-my-documents", path="/documents", who=LAN),
    Shot(name="09-inbox", path="/desk", who="minh"),
    Shot(name="10-workspace", path="/desk/dossiers/{task}", who="hoa"),
    Shot(name="11-intake", path="/desk/intake", who="minh"),
    Shot(name="12-overview", path="/desk/overview", who="long"),
    Shot(name="13-register-book", path="/desk/book", who="minh"),
)


@click.command()
@click.option(
    "--url", default="", help="Where the demo city is served; its own address if left out."
)
@click.option("--to", "folder", default="screenshots", help="The folder for the pictures.")
@click.option("--only", default="", help="Only pages whose name contains this.")
@click.option("--theme", type=click.Choice(THEMES), help="One theme; both if left out.")
def screenshots(url: str, folder: str, only: str, theme: str | None) -> None:
    """Take pictures of the main pages of the running demo city.

    Example: thanglong screenshots --only inbox
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in SHOTS if only in shot.name]
    with city(), ExitStack() as signed:
        ready = [
            (shot, path_of(shot), signed.enter_context(signed_in(shot.who))) for shot in wanted
        ]
        with browser() as chromium:
            for shot, path, key in ready:
                for look in (theme,) if theme else THEMES:
                    camera = Camera(chromium, (url or settings.SITE_URL) + path, key, target, look)
                    for problem in camera.take(shot):
                        click.echo(problem, err=True)
                click.echo(shot.name)


@dataclass(frozen=True, slots=True)
class Camera:
    """A browser in front of one page."""

    chromium: Any
    url: str
    key: str
    target: Path
    theme: str

    def take(self, shot: Shot) -> Iterator[str]:
        """The page in both sizes and languages. Yields a sentence for each thing that is wrong."""
        for size, (width, height) in SIZES.items():
            for language in LANGUAGES:
                context = self.chromium.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=self.theme,
                    has_touch=size == "phone",
                )
                context.add_cookies(cookies(self.url, self.key, language))
                page = context.new_page()
                status = opened(page, self.url, shot.clicks)
                stretch(page, width)
                page.screenshot(
                    path=self.target / f"{shot.name}-{size}-{language}-{self.theme}.png"
                )
                if status >= 400:
                    yield f"{shot.name}: {self.url} answered {status}."
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    yield f"{shot.name}: wider than the {size} in {language}."
                context.close()


def stretch(page: Any, width: int) -> None:
    """Make the window as tall as the page: what sticks to its lower edge covers nothing."""
    page.set_viewport_size(
        {"width": width, "height": page.evaluate("document.documentElement.scrollHeight")}
    )


def opened(page: Any, url: str, clicks: tuple[str, ...]) -> int:
    """Open the page and click what is to be clicked. Returns the status of the first answer."""
    answer = page.goto(url, timeout=WAIT_MILLISECONDS_MAX)
    for selector in clicks:
        if page.locator(selector).count():
            page.locator(selector).first.click(timeout=WAIT_MILLISECONDS_MAX)
            page.wait_for_load_state(timeout=WAIT_MILLISECONDS_MAX)
    page.wait_for_timeout(300)
    return answer.status if answer else 599


def cookies(url: str, key: str, language: str) -> list[dict[str, str]]:
    """The cookies of the language and of the sign-in."""
    origin = "{0.scheme}://{0.netloc}/".format(urlsplit(url))  # else they hold in one folder only
    found = [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": origin}]
    if key:
        found.append({"name": settings.SESSION_COOKIE_NAME, "value": key, "url": origin})
    return found


def path_of(shot: Shot) -> str:
    """The address of the page, with the placeholders filled."""
    from thanglong.kernel.base import clock
    from thanglong.kernel.cases import queries as cases
    from thanglong.kernel.people import queries as people

    if "{" not in shot.path:
        return shot.path
    account = people.account_named(shot.who)
    actor = people.actor_for_account(account_id=account.id, at=clock.now(), assurance=2)
    own = cases.cases_of_person(person_id=account.person_id, organisation_ids=[], limit=1)
    rows = cases.inbox(by=actor, show=cases.Filter(limit=1), now=clock.now())
    return shot.path.format(
        dossier=own[0].code if own else "none", task=rows[0].code if rows else "none"
    )


@contextmanager
def signed_in(name: str) -> Iterator[str]:
    """The key of a session of this person, as long as it lasts; empty for nobody."""
    from thanglong.kernel.base import clock
    from thanglong.kernel.people import actions as people_actions
    from thanglong.kernel.people import queries as people

    if not name:
        yield ""
        return
    account = people.account_named(name)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["account_id"] = account.id
    session.create()
    people_actions.begin_session(
        account=account,
        session_key=session.session_key,
        method="vneid" if account.kind == "resident" else "totp",
        assurance=2,
        device="thanglong screenshots",
        at=clock.now(),
    )
    try:
        yield session.session_key
    finally:
        people_actions.end_session(session_key=session.session_key, at=clock.now())
        session.delete()


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium: the one of the system if there is one, else the one that Playwright installed."""
    from playwright.sync_api import sync_playwright

    system = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=system, args=CHROMIUM_FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


COMMANDS = [screenshots]
