"""People who are known to an OpenID provider: by issuer and subject, never by an e-mail address."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import queries, rules, second_factor
from directory.accounts.registration import NewAccount, create
from directory.accounts.signing_in import record
from directory.audit.actions import Action
from directory.kernel.errors import Conflict, Forbidden, NotFound
from directory.kernel.text import clean
from directory.models import Account, Identity

KNOWN_ADDRESS = (
    "There is an account with the address that your provider told us. Sign in to it in another way, and link "
    "the provider on the page “Sign-in and security”."
)


@dataclass(frozen=True)
class Claims:
    """What a provider says of somebody, from an ID token that was checked."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str


def account_for(session: Session, claims: Claims, *, now: datetime) -> Account:
    """Return the account of this identity, made now when there is none.

    Conflict when an account has the address already: the word of a provider does not open it.
    """
    known = _find(session, claims)
    if known is not None:
        known.used_at = now
        account = session.get_one(Account, known.account_id)
        if account.disabled_at is not None or account.closed_at is not None:
            raise Forbidden("This account cannot be used. Write to us if you think it should.")
        return account
    email = rules.tidy_email(claims.email)
    if rules.email_problems(email):
        raise Conflict("Your provider did not tell us an e-mail address, and an account needs one.")
    if queries.by_email(session, email) is not None:
        raise Conflict(KNOWN_ADDRESS)
    name = clean(claims.name, rules.MAX_NAME) or email.partition("@")[0]
    account = create(session, NewAccount(email, name, ""), now=now, confirmed=claims.email_verified)
    record(session, account, Action.ACCOUNT_REGISTER, now, {"confirmed": claims.email_verified})
    _add(session, account, claims, now)
    return account


def link(session: Session, account_id: int, claims: Claims, *, now: datetime) -> None:
    """Let an identity open this account too; Conflict when it opens another one."""
    known = _find(session, claims)
    if known is not None:
        if known.account_id != account_id:
            raise Conflict("This identity opens another account already.")
        return
    account = queries.get(session, account_id)
    _add(session, account, claims, now)
    record(session, account, Action.ACCOUNT_LINK_IDENTITY, now)
    second_factor.tell(session, account, "An identity provider was linked.", now)


def unlink(session: Session, account_id: int, identity_id: int, *, now: datetime) -> None:
    """Forget an identity; NotFound for one of others, Conflict when nothing else opens the account."""
    known = session.get(Identity, identity_id)
    if known is None or known.account_id != account_id:
        raise NotFound("There is no such identity.")
    account = queries.get(session, account_id)
    others = len(queries.identities(session, account_id)) - 1
    if not others and account.password_hash is None and not queries.passkeys(session, account_id):
        raise Conflict("Without it you could not sign in. Set a password first.")
    session.delete(known)
    record(session, account, Action.ACCOUNT_UNLINK_IDENTITY, now)
    second_factor.tell(session, account, "An identity provider was unlinked.", now)


def _find(session: Session, claims: Claims) -> Identity | None:
    statement = select(Identity).where(
        Identity.issuer == claims.issuer, Identity.subject == claims.subject
    )
    return session.scalar(statement)


def _add(session: Session, account: Account, claims: Claims, now: datetime) -> None:
    session.add(
        Identity(
            account_id=account.id,
            issuer=claims.issuer,
            subject=claims.subject,
            created_at=now,
            used_at=now,
        )
    )
