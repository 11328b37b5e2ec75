"""Teams: invitations, roles, handing over, leaving; rights of today, not of yesterday."""

import pytest

from directory.accounts import roles
from directory.kernel.actors import Actor
from directory.teams import queries
from directory.teams.types import NO_RIGHTS, TeamRole
from tests.people import OPERATOR, House, Visitor


def signed_in(house: House, address: str) -> Visitor:
    house.account(address)
    found = house.visitor()
    found.sign_in(address)
    return found


def rights(house: House, address: str, organization: int) -> object:
    with house.database.reading() as session:
        return queries.rights(session, Actor(f"account:{house.id_of(address)}"), organization)


@pytest.fixture
def team(house: House, ada: Visitor) -> tuple[int, str]:
    """An organization that Ada owns."""
    return house.organization(owner=house.id_of("ada@example.org"))


def test_it_works_from_invitation_to_leaving(
    house: House, ada: Visitor, team: tuple[int, str]
) -> None:
    number, slug = team
    page = f"/account/organizations/{slug}"
    assert "Forest Works" in ada.get("/account/organizations").text
    assert ada.post(f"{page}/invite", email="Bob@Example.org", role="editor").status_code == 303
    bob = signed_in(house, "bob@example.org")
    assert bob.get(page).status_code == 404
    path = house.link("Bob@Example.org", "invitations")
    assert "Join Forest Works?" in bob.get(path).text
    assert rights(house, "bob@example.org", number) == NO_RIGHTS
    assert bob.post(f"{path}/accept").location == page
    assert "You are an editor" in bob.get(page).text
    assert "Invite somebody" not in bob.get(page).text
    assert bob.post(f"{path}/accept").status_code == 410
    assert bob.post(f"{page}/leave").location == "/account/organizations"
    assert bob.get(page).status_code == 404


def test_an_invitation_is_for_its_address(
    house: House, ada: Visitor, team: tuple[int, str]
) -> None:
    ada.post(f"/account/organizations/{team[1]}/invite", email="bob@example.org", role="owner")
    path = house.link("bob@example.org", "invitations")
    eve = signed_in(house, "eve@example.org")
    assert "Sign in with that account" in eve.get(path).text
    assert eve.post(f"{path}/accept").status_code == 403
    house.account("bob@example.org", confirmed=False)
    bob = house.visitor()
    bob.sign_in("bob@example.org")
    assert bob.post(f"{path}/accept").location.startswith("/account/unconfirmed")


def test_invitations_end(house: House, ada: Visitor, team: tuple[int, str]) -> None:
    page = f"/account/organizations/{team[1]}"
    bob = signed_in(house, "bob@example.org")
    ada.post(f"{page}/invite", email="bob@example.org", role="viewer")
    first = house.link("bob@example.org", "invitations")
    ada.post(f"{page}/invite", email="bob@example.org", role="editor")
    assert bob.get(first).status_code == 410  # replaced
    second = house.link("bob@example.org", "invitations")
    with house.database.reading() as session:
        invitation = queries.open_invitations(session, team[0], now=house.clock())[0]
    ada.post(f"{page}/invitations/{invitation.id}/withdraw")
    assert bob.get(second).status_code == 410
    ada.post(f"{page}/invite", email="bob@example.org", role="viewer")
    third = house.link("bob@example.org", "invitations")
    assert bob.post(f"{third}/decline").status_code == 303
    assert bob.get(third).status_code == 410
    ada.post(f"{page}/invite", email="bob@example.org", role="viewer")
    fourth = house.link("bob@example.org", "invitations")
    house.clock.move(hours=11)
    for _ in range(40):  # two weeks, kept alive
        house.clock.move(hours=11)
    bob.sign_in("bob@example.org")
    assert bob.get(fourth).status_code == 410


@pytest.mark.parametrize("email", ["", "bob", "ada@example.org"])
def test_a_bad_invitation_is_refused_with_its_reason(
    house: House, ada: Visitor, team: tuple[int, str], email: str
) -> None:
    answer = ada.post(f"/account/organizations/{team[1]}/invite", email=email, role="editor")
    assert answer.status_code == 400
    assert "Error:" in answer.text
    assert house.mails() == []


@pytest.mark.parametrize("role", [TeamRole.EDITOR, TeamRole.VIEWER])
def test_only_owners_manage(
    house: House, ada: Visitor, team: tuple[int, str], role: TeamRole
) -> None:
    number, slug = team
    page = f"/account/organizations/{slug}"
    bob = signed_in(house, "bob@example.org")
    house.member(number, house.id_of("bob@example.org"), role)
    with house.database.reading() as session:
        ids = {m.email: m.membership_id for m in queries.members(session, number)}
    assert bob.post(f"{page}/invite", email="x@example.org", role="owner").status_code == 403
    for deed in ("remove", "hand-over"):
        assert bob.post(f"{page}/members/{ids['ada@example.org']}/{deed}").status_code == 403
    mine = ids["bob@example.org"]
    answer = bob.post(f"{page}/members/{mine}/role", **{f"m{mine}-role": "owner"})
    assert answer.status_code == 403


def test_the_last_owner_cannot_vanish(house: House, ada: Visitor, team: tuple[int, str]) -> None:
    number, slug = team
    page = f"/account/organizations/{slug}"
    with house.database.reading() as session:
        mine = queries.members(session, number)[0].membership_id
    ada.post(f"{page}/leave")
    assert "needs an owner" in ada.get(page).text
    ada.post(f"{page}/members/{mine}/role", **{f"m{mine}-role": "viewer"})
    ada.post(f"{page}/members/{mine}/remove")
    assert "only owner of Forest Works" in ada.get("/account/close").text
    ada.post("/account/close")
    assert ada.signed_in()
    with house.database.reading() as session:
        assert [m.role for m in queries.members(session, number)] == [TeamRole.OWNER]


def test_a_disabled_owner_does_not_count_as_one(
    house: House, ada: Visitor, team: tuple[int, str]
) -> None:
    number, slug = team
    house.account("bob@example.org")
    bob = house.id_of("bob@example.org")
    house.member(number, bob, TeamRole.OWNER)
    with house.database.writing() as session:
        roles.disable(session, OPERATOR, bob, reason="gone", now=house.clock())
    assert rights(house, "bob@example.org", number) == NO_RIGHTS
    ada.post(f"/account/organizations/{slug}/leave")
    assert "needs an owner" in ada.get(f"/account/organizations/{slug}").text


def test_handing_over_makes_the_other_the_owner(
    house: House, ada: Visitor, team: tuple[int, str]
) -> None:
    number, slug = team
    page = f"/account/organizations/{slug}"
    house.account("bob@example.org")
    house.member(number, house.id_of("bob@example.org"), TeamRole.VIEWER)
    with house.database.reading() as session:
        ids = {m.email: m.membership_id for m in queries.members(session, number)}
    ada.post(f"{page}/members/{ids['bob@example.org']}/hand-over")
    assert "You are an editor" in ada.get(page).text
    assert "owner of Forest Works now" in house.mails_to("bob@example.org")[-1]["Subject"]
    assert ada.post(f"{page}/leave").location == "/account/organizations"


def test_rights_end_with_the_membership(house: House, ada: Visitor, team: tuple[int, str]) -> None:
    number, slug = team
    bob = signed_in(house, "bob@example.org")
    house.member(number, house.id_of("bob@example.org"), TeamRole.EDITOR)
    assert bob.get(f"/account/organizations/{slug}").status_code == 200
    with house.database.reading() as session:
        ids = {m.email: m.membership_id for m in queries.members(session, number)}
    ada.post(f"/account/organizations/{slug}/members/{ids['bob@example.org']}/remove")
    assert bob.get(f"/account/organizations/{slug}").status_code == 404
    assert rights(house, "bob@example.org", number) == NO_RIGHTS
    assert "no longer a member" in house.mails_to("bob@example.org")[-1]["Subject"]


def test_a_team_is_no_way_into_another_one(
    house: House, ada: Visitor, team: tuple[int, str]
) -> None:
    other, _ = house.organization("Other Works")
    house.account("bob@example.org")
    house.member(other, house.id_of("bob@example.org"), TeamRole.OWNER)
    with house.database.reading() as session:
        foreign = queries.members(session, other)[0].membership_id
    answer = ada.post(f"/account/organizations/{team[1]}/members/{foreign}/remove")
    assert answer.status_code == 404
    assert ada.get("/account/organizations/other-works").status_code == 404
