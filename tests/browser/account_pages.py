"""A tour of all pages of accounts, and what a person does with forms."""

from collections.abc import Iterator

import pyotp
from playwright.sync_api import Page, expect

from directory.accounts import registration
from directory.kernel.actors import Actor
from directory.teams import invitations
from directory.teams.types import TeamRole
from tests.people import OTHER_PASSWORD, PASSWORD, House

ADA = "ada@example.org"
ANONYMOUS = (
    "/account/sign-in", "/account/register", "/account/registered", "/account/reset", "/account/reset-sent",
)  # fmt: skip
SIGNED_IN = (
    "/account", "/account/security", "/account/sessions", "/account/organizations", "/account/organizations/forest-works",
    "/account/data", "/account/close", "/account/name", "/account/email", "/account/password", "/account/protect",
    "/account/protect/app", "/account/verify",
)  # fmt: skip


class Live:
    """A site with people, on a server, under a name that passkeys accept."""

    def __init__(self, house: House, address: str) -> None:
        self.house, self.address = house, address

    def path(self, part: str, address: str = ADA) -> str:
        return self.house.link(address, part)


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"main input[name={name}]:not([type=hidden])").fill(value)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, password: str = PASSWORD, address: str = ADA) -> None:
    page.goto("/account/sign-in")
    fill(page, email=address, password=password)
    press(page, "Sign in")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()


def all_pages(live: Live, page: Page) -> Iterator[str]:
    """Go to every page in turn; yields a name for each."""
    yield from _before_an_account(live, page)
    yield from _with_an_account(live, page)
    yield from _by_links(live, page)


def _before_an_account(live: Live, page: Page) -> Iterator[str]:
    for path in ANONYMOUS:
        page.goto(path)
        yield path
    page.goto("/account/register")
    press(page, "Create account")
    yield "register with errors"
    with live.house.database.writing() as session:
        secret = registration.first_admin_link(session, now=live.house.clock())
    page.goto(f"/account/first-admin/{secret}")
    yield "first admin"
    number = live.house.account(ADA)
    organization, _ = live.house.organization(owner=number)
    live.house.member(organization, live.house.account("bob@example.org"), TeamRole.EDITOR)
    with live.house.database.writing() as session:
        actor, now = Actor(f"account:{number}"), live.house.clock()
        invitations.invite(
            session, actor, organization, "eve@example.org", TeamRole.VIEWER, now=now
        )
    sign_in(page, OTHER_PASSWORD)
    yield "sign in with an error"


def _with_an_account(live: Live, page: Page) -> Iterator[str]:
    sign_in(page)
    for path in SIGNED_IN:
        page.goto(path)
        yield path
    page.goto("/account/protect/app")
    secret = page.locator(".key").inner_text().replace(" ", "")
    fill(page, code=str(pyotp.TOTP(secret).at(live.house.clock())))
    press(page, "Turn it on")
    heading(page, "Keep your recovery codes")
    yield "codes"
    page.goto("/account/security")
    yield "security with an app"
    page.goto("/account/email")
    fill(page, email="ada@new.example")
    press(page, "Send the link")
    page.goto(live.path("email", "ada@new.example"))
    yield "new address"
    press(page, "Sign out")
    sign_in(page)
    yield "second factor"
    press(page, "Start over")


def _by_links(live: Live, page: Page) -> Iterator[str]:
    page.goto("/account/reset")
    fill(page, email=ADA)
    press(page, "Send the link")
    page.goto(live.path("reset"))
    yield "new password"
    live.house.account("new@example.org", confirmed=False)
    sign_in(page, PASSWORD, "new@example.org")
    page.goto("/account/organizations")
    yield "unconfirmed"
    press(page, "Send the link again")
    page.goto(live.path("confirm", "new@example.org"))
    yield "confirm"
    press(page, "Confirm")
    yield "confirmed"
    live.house.account("eve@example.org")
    press(page, "Sign out")
    sign_in(page, PASSWORD, "eve@example.org")
    page.goto(live.path("invitations", "eve@example.org"))
    yield "invitation"
