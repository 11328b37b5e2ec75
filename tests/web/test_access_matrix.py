"""Every route with every kind of actor, generated from the URL map. A route without an entry fails.

The matrix says what an actor meets: `ok` (the view answered, whatever it said of the made-up thing),
`sign_in`, `second_factor`, `protect`, `confirm` (led there first), or `forbidden`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from werkzeug.routing import Rule

from directory.cli import manage
from directory.kernel.access import Access, rule_of
from tests.people import House, Visitor
from tests.people import house as make_house
from tests.web.account.test_staff import add_staff_pages
from tests.web.test_shell import ARGUMENTS

ACTORS = (
    "anonymous", "unconfirmed", "confirmed", "moderator", "administrator", "disabled", "staff_without_factor", "owes_factor",
)  # fmt: skip
_ALL = dict.fromkeys(ACTORS, "ok")
_PENDING = {
    "anonymous": "sign_in",
    "disabled": "sign_in",
    "staff_without_factor": "protect",
    "owes_factor": "second_factor",
}
EXPECTED: dict[Access, dict[str, str]] = {
    Access.PUBLIC: _ALL,
    Access.SIGNED_IN: {**_ALL, **_PENDING},
    Access.CONFIRMED: {**_ALL, **_PENDING, "unconfirmed": "confirm"},
    Access.ENROL: {**_ALL, **_PENDING, "staff_without_factor": "ok"},
    Access.SECOND_FACTOR: {
        **dict.fromkeys(ACTORS, "home"),
        "anonymous": "sign_in",
        "disabled": "sign_in",
        "staff_without_factor": "protect",
        "owes_factor": "ok",
    },
    Access.STAFF: {**_ALL, **_PENDING, "unconfirmed": "confirm", "confirmed": "forbidden"},
    Access.ADMIN: {
        **_ALL,
        **_PENDING,
        "unconfirmed": "confirm",
        "confirmed": "forbidden",
        "moderator": "forbidden",
    },
}
# Each route by name, so that a new one, or one that was opened to others, needs a decision here.
ROUTES: dict[Access, str] = {
    Access.PUBLIC: """
        api.listing api.needs api.search ops.healthz ops.readyz public.about public.accessibility public.browse_index
        public.browse_term public.browse_vocabulary public.contact public.contact_send public.contact_sent
        public.data public.developers public.glossary public.home public.image public.listing public.needs public.needs_csv public.new_feed
        public.opensearch public.privacy public.robots public.search public.search_feed public.security_txt
        public.sitemap public.sitemap_part public.suggest
        account.sign_in account.sign_in_send account.sign_out account.register account.register_send account.registered
        account.confirm account.confirm_send account.reset account.reset_send account.reset_sent account.new_password
        account.new_password_send account.first_admin account.first_admin_send account.passkey_sign_in
        account.passkey_sign_in_options account.provider account.provider_back
    """,
    Access.SIGNED_IN: """
        account.home account.name account.name_send account.password account.password_send account.email
        account.email_send account.new_email account.new_email_send account.unconfirmed account.send_confirmation
        account.verify account.verify_send account.security account.app_remove account.codes_send
        account.passkey_remove account.session_list account.session_end account.session_end_others
        account.provider_unlink account.data account.data_send account.close account.close_send
        submit.listings submit.overview submit.new submit.new_begin submit.section submit.section_save submit.images
        submit.images_save submit.preview submit.check submit.withdraw submit.withdraw_do submit.take_up
        submit.prefill submit.prefill_begin submit.prefilled submit.bulk
    """,
    Access.ENROL: "account.protect account.app account.app_send account.passkey_options account.passkey_add",
    Access.SECOND_FACTOR: "account.second_factor account.second_factor_send",
    Access.CONFIRMED: """
        account.organizations account.organization account.invite account.invitation_withdraw account.member_role
        account.member_remove account.member_hand_over account.leave account.invitation account.invitation_accept
        account.invitation_decline submit.check_submit submit.bulk_try submit.bulk_do
    """,
}
WANTED = {name: access for access, names in ROUTES.items() for name in names.split()}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, database_template: Path) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("matrix")
    with make_house(folder, database_template) as found:
        yield found


def rules(found: House) -> list[Rule]:
    return [rule for rule in found.app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_route_is_in_the_matrix_and_nothing_else_is(house: House) -> None:
    declared = {}
    for rule in rules(house):
        found = rule_of(house.app.view_functions[rule.endpoint])
        assert found is not None, rule.endpoint
        declared[rule.endpoint] = found.access
    assert declared == WANTED


@pytest.fixture(scope="module")
def people(house: House) -> dict[str, Visitor]:
    """One browser per actor, as far as that actor gets."""
    found = {name: house.visitor() for name in ACTORS}
    house.account("unconfirmed@example.org", confirmed=False)
    for name in ("confirmed", "disabled", "owes_factor"):
        house.account(f"{name}@example.org")
    house.account("moderator@example.org", moderator=True)
    house.account("administrator@example.org", admin=True)
    house.account("staff_without_factor@example.org", moderator=True, admin=True)
    for name, visitor in found.items():
        if name != "anonymous":
            visitor.sign_in(f"{name}@example.org")
        if name in {"moderator", "administrator", "owes_factor"}:
            visitor.add_app()
    command = ["users", "disable", "disabled@example.org", "--reason", "test"]
    assert CliRunner().invoke(manage, command, obj=house.tools).exit_code == 0
    owes = found["owes_factor"]
    owes.post("/account/sign-out")
    owes.sign_in("owes_factor@example.org")
    return found


def met(visitor: Visitor, method: str, path: str) -> str:
    """What an actor meets at an address. POST without a token is stopped after access was decided."""
    cookie = visitor.cookie()
    answer = visitor.client.open(path, method=method)
    if visitor.cookie() != cookie:
        visitor.client.set_cookie("account", cookie)
    if answer.status_code == 403:
        return "forbidden"
    places = {
        "/account/sign-in?": "sign_in",
        "/account/second-factor?": "second_factor",
        "/account/protect?": "protect",
        "/account/unconfirmed?": "confirm",
    }
    location = answer.location or ""
    if location == "/account":
        return "home"
    return next((name for start, name in places.items() if location.startswith(start)), "ok")


@pytest.mark.parametrize("actor", ACTORS)
def test_each_actor_meets_what_the_matrix_says(
    house: House, people: dict[str, Visitor], actor: str
) -> None:
    wrong = []
    for rule in rules(house):
        if rule.endpoint in {"account.provider", "account.provider_back"}:
            continue  # lead to another site; tested with one
        values = {name: ARGUMENTS[name] for name in rule.arguments}
        path = house.app.url_map.bind("localhost").build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            expected = EXPECTED[WANTED[rule.endpoint]][actor]
            found = met(people[actor], method, path)
            redirects_home = rule.endpoint in {
                "account.sign_in",
                "account.register",
                "account.unconfirmed",
            }
            if found != expected and not (redirects_home and found == "home"):
                wrong.append((method, path, expected, found))
    assert wrong == []


def test_staff_access_follows_the_matrix_too(house: House, people: dict[str, Visitor]) -> None:
    """No route of the site is for staff yet; the marks that such routes will use are held to the matrix."""
    add_staff_pages(house.app)
    for access in (Access.STAFF, Access.ADMIN):
        for actor in ACTORS:
            assert met(people[actor], "GET", f"/test/{access}") == EXPECTED[access][actor], (
                access,
                actor,
            )


def test_every_change_needs_a_token_of_our_own_page(
    house: House, people: dict[str, Visitor]
) -> None:
    for name in ("confirmed", "administrator"):
        for rule in rules(house):
            if "POST" not in (rule.methods or set()):
                continue
            values = {key: ARGUMENTS[key] for key in rule.arguments}
            path = house.app.url_map.bind("localhost").build(rule.endpoint, values)
            for data in ({}, {"csrf_token": "forged"}):
                answer = people[name].client.post(path, data=data)
                expected = 303 if rule.endpoint.startswith("account.second_factor") else 400
                assert answer.status_code == expected, path
            answer = people[name].client.post(path, headers={"Sec-Fetch-Site": "cross-site"})
            assert answer.status_code in {303, 400}, path


def test_reading_signs_nobody_out_and_changes_no_row(
    house: House, people: dict[str, Visitor]
) -> None:
    tables = (
        "account",
        "account_session",
        "account_token",
        "attempt",
        "mail",
        "membership",
        "audit",
        "job",
        "listing",
        "revision",
    )

    def rows() -> dict[str, list[object]]:
        with house.database.reading() as session:
            return {
                t: list(session.execute(text(f"SELECT * FROM {t} ORDER BY id")))  # noqa: S608
                for t in tables
            }

    before = rows()
    for rule in rules(house):
        if "GET" in (rule.methods or set()) and not rule.endpoint.startswith("account.provider"):
            values = {key: ARGUMENTS[key] for key in rule.arguments}
            path = house.app.url_map.bind("localhost").build(rule.endpoint, values)
            people["administrator"].get(path).close()
    assert rows() == before
