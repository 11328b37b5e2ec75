"""Organizations as teams: members, invitations, roles. Rights are read anew at each request."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, flash, make_response, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as WerkzeugResponse

from directory.kernel.access import Access, allow
from directory.kernel.actors import Actor
from directory.kernel.errors import Conflict, Invalid, TooMany
from directory.teams import invitations, queries, rules, service
from directory.teams.types import TeamRole, TeamView
from directory.web.account.blueprint import account
from directory.web.account.forms import AccountForm, InviteForm, RoleForm, team_role
from directory.web.shared.actor import current_actor
from directory.web.shared.identity import viewer
from directory.web.shared.services import services, session

Deed = Callable[[Session, Actor, int, datetime], None]


@account.get("/organizations")
@allow(Access.CONFIRMED)
def organizations() -> str:
    """List the organizations that one is a member of."""
    teams = queries.teams_of(session(), viewer().account_id)
    return render_template("account/organizations.html", teams=teams)


@account.get("/organizations/<slug>")
@allow(Access.CONFIRMED)
def organization(slug: str) -> Response:
    """Show the members, and to owners what they can change; 404 for whoever is not a member."""
    return _page(_team(slug), InviteForm(formdata=None))


def _team(slug: str) -> TeamView:
    return queries.team_by_slug(session(), viewer().account_id, slug)


def _page(team: TeamView, form: AccountForm, status: int = 200, trouble: str = "") -> Response:
    members = queries.members(session(), team.organization_id)
    now = services().clock()
    page = render_template(
        "account/organization.html",
        team=team,
        rights=rules.rights_of(team.role),
        members=members,
        invitations=queries.open_invitations(session(), team.organization_id, now=now),
        form=form,
        trouble=trouble,
        role_forms={
            m.membership_id: RoleForm(
                formdata=None, data={"role": m.role}, prefix=f"m{m.membership_id}-"
            )
            for m in members
        },
        me=viewer().account_id,
    )
    return make_response(page, status)


def _do(team: TeamView, deed: Deed, done: str) -> WerkzeugResponse:
    """Do something to a team and lead back to its page with what came of it."""
    try:
        deed(session(), current_actor(), team.organization_id, services().clock())
        flash(done, "success")
    except (Conflict, TooMany) as error:
        session().rollback()
        flash(str(error), "error")
    return redirect(url_for("account.organization", slug=team.slug), 303)


@account.post("/organizations/<slug>/invite")
@allow(Access.CONFIRMED)
def invite(slug: str) -> Response | WerkzeugResponse:
    """Invite somebody by e-mail."""
    form, team = InviteForm(), _team(slug)
    role = team_role(form) or TeamRole.VIEWER
    now = services().clock()
    try:
        invitations.invite(
            session(), current_actor(), team.organization_id, form.text("email"), role, now=now
        )
    except Invalid as error:
        form.show(error.problems)
        return _page(team, form, 400)
    except (Conflict, TooMany) as error:
        return _page(team, form, 409 if isinstance(error, Conflict) else 429, str(error))
    flash("The invitation is on its way.", "success")
    return redirect(url_for("account.organization", slug=slug), 303)


@account.post("/organizations/<slug>/invitations/<int:number>/withdraw")
@allow(Access.CONFIRMED)
def invitation_withdraw(slug: str, number: int) -> WerkzeugResponse:
    """Take an invitation back."""

    def deed(db: Session, actor: Actor, team: int, now: datetime) -> None:
        invitations.withdraw_invitation(db, actor, team, number, now=now)

    return _do(_team(slug), deed, "The invitation was taken back.")


@account.post("/organizations/<slug>/members/<int:number>/role")
@allow(Access.CONFIRMED)
def member_role(slug: str, number: int) -> WerkzeugResponse:
    """Give a member another role."""
    role = team_role(RoleForm(prefix=f"m{number}-"))

    def deed(db: Session, actor: Actor, team: int, now: datetime) -> None:
        if role is None:
            raise Conflict("Choose one of the roles.")
        service.change_role(db, actor, team, number, role, now=now)

    return _do(_team(slug), deed, "The role was changed.")


@account.post("/organizations/<slug>/members/<int:number>/remove")
@allow(Access.CONFIRMED)
def member_remove(slug: str, number: int) -> WerkzeugResponse:
    """Take a member out."""

    def deed(db: Session, actor: Actor, team: int, now: datetime) -> None:
        service.remove(db, actor, team, number, now=now)

    return _do(_team(slug), deed, "The member was removed.")


@account.post("/organizations/<slug>/members/<int:number>/hand-over")
@allow(Access.CONFIRMED, fresh=True)
def member_hand_over(slug: str, number: int) -> WerkzeugResponse:
    """Make a member the owner in one's place."""

    def deed(db: Session, actor: Actor, team: int, now: datetime) -> None:
        service.hand_over(db, actor, team, number, now=now)

    return _do(_team(slug), deed, "The organization was handed over; you are an editor now.")


@account.post("/organizations/<slug>/leave")
@allow(Access.CONFIRMED)
def leave(slug: str) -> WerkzeugResponse:
    """Leave an organization."""
    team = _team(slug)
    try:
        service.leave(session(), current_actor(), team.organization_id, now=services().clock())
    except Conflict as error:
        flash(str(error), "error")
        return redirect(url_for("account.organization", slug=slug), 303)
    flash(f"You left {team.name}.", "success")
    return redirect(url_for("account.organizations"), 303)


@account.get("/invitations/<token>")
@allow(Access.CONFIRMED)
def invitation(token: str) -> str:
    """Show an invitation with the buttons that accept or decline it."""
    found = queries.invitation(session(), token, now=services().clock())
    return render_template("account/invitation.html", found=found, token=token, me=viewer())


@account.post("/invitations/<token>/accept")
@allow(Access.CONFIRMED)
def invitation_accept(token: str) -> WerkzeugResponse:
    """Join."""
    team = invitations.accept(session(), current_actor(), token, now=services().clock())
    flash(f"You are a member of {team.name} now.", "success")
    return redirect(url_for("account.organization", slug=team.slug), 303)


@account.post("/invitations/<token>/decline")
@allow(Access.CONFIRMED)
def invitation_decline(token: str) -> WerkzeugResponse:
    """Decline; the link is void."""
    invitations.decline(session(), current_actor(), token, now=services().clock())
    flash("You declined the invitation.", "success")
    return redirect(url_for("account.home"), 303)
