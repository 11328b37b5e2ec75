"""Passkeys (WebAuthn): the device proves who somebody is, and asks them for a finger, face or PIN.

That makes a passkey two factors at once. It is bound to our address, so that it cannot be given to
another site.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from directory.accounts import queries, second_factor
from directory.accounts.signing_in import record
from directory.audit.actions import Action
from directory.config import Settings
from directory.kernel.errors import Conflict, FieldProblem, Invalid, NotFound
from directory.kernel.text import clean
from directory.models import Account, Passkey

MAX_PASSKEYS, MAX_NAME = 20, 60
NOT_TAKEN = "The passkey could not be checked. Please try again."


@dataclass(frozen=True)
class Site:
    """For whom passkeys are made: the host of the site and its origin."""

    host: str
    origin: str
    name: str

    @property
    def works(self) -> bool:
        """Whether browsers allow passkeys here: never for a bare network address."""
        try:
            ip_address(self.host)
        except ValueError:
            return True
        return False


def site(settings: Settings) -> Site:
    """Return for whom passkeys are made with these settings."""
    address = urlsplit(settings.base_url)
    return Site(address.hostname or "", f"{address.scheme}://{address.netloc}", settings.site_name)


def registration_options(session: Session, account_id: int, place: Site) -> dict[str, Any]:
    """Return what the browser needs to make a passkey; `challenge` is to be kept until the answer."""
    account = queries.get(session, account_id)
    known = [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(p.credential_id))
        for p in queries.passkeys(session, account_id)
    ]
    options = generate_registration_options(
        rp_id=place.host,
        rp_name=place.name,
        user_id=bytes.fromhex(account.passkey_handle),
        user_name=account.email,
        user_display_name=account.name or account.email,
        exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return dict(json.loads(options_to_json(options)))


def sign_in_options(place: Site) -> dict[str, Any]:
    """Return what the browser needs to sign in with whichever passkey it has for us."""
    options = generate_authentication_options(
        rp_id=place.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(json.loads(options_to_json(options)))


def add(
    session: Session,
    account_id: int,
    answer: dict[str, Any],
    challenge: str,
    place: Site,
    *,
    name: str,
    now: datetime,
) -> list[str]:
    """Store a passkey; returns recovery codes when these are the first, Invalid when it does not hold."""
    account = queries.get(session, account_id)
    if len(queries.passkeys(session, account_id)) >= MAX_PASSKEYS:
        raise Conflict(f"An account can have at most {MAX_PASSKEYS} passkeys.")
    try:
        checked = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Invalid([FieldProblem("passkey", "wrong", NOT_TAKEN)]) from error
    credential_id = bytes_to_base64url(checked.credential_id)
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == credential_id)):
        raise Conflict("This passkey is stored already.")
    session.add(
        Passkey(
            account_id=account_id,
            credential_id=credential_id,
            public_key=bytes_to_base64url(checked.credential_public_key),
            sign_count=checked.sign_count,
            name=clean(name, MAX_NAME) or "Passkey",
            created_at=now,
        )
    )
    record(session, account, Action.ACCOUNT_ADD_PASSKEY, now)
    second_factor.tell(session, account, "A passkey was added.", now)
    if second_factor.has_codes(session, account_id):
        return []
    return list(second_factor.make_codes(session, account, now=now))


def check(
    session: Session, answer: dict[str, Any], challenge: str, place: Site, *, now: datetime
) -> Account:
    """Return whose passkey this is; Invalid when it does not hold or the account cannot be used."""
    wrong = Invalid([FieldProblem("passkey", "wrong", NOT_TAKEN)])
    given = answer.get("id")
    known = (
        session.scalar(select(Passkey).where(Passkey.credential_id == given).with_for_update())
        if isinstance(given, str)
        else None
    )
    if known is None or not challenge:
        raise wrong
    try:
        checked = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(known.public_key),
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise wrong from error
    account = session.get_one(Account, known.account_id)
    if account.disabled_at is not None or account.closed_at is not None:
        raise wrong
    known.sign_count, known.used_at = checked.new_sign_count, now
    return account


def remove(session: Session, account_id: int, passkey_id: int, *, now: datetime) -> None:
    """Delete a passkey of one's own; NotFound for any other, Conflict when one has to stay."""
    known = session.get(Passkey, passkey_id)
    if known is None or known.account_id != account_id:
        raise NotFound("There is no such passkey.")
    account = queries.get(session, account_id)
    others = len(queries.passkeys(session, account_id)) - 1
    second_factor.keep_one_for_staff(account, others + (account.totp_secret is not None))
    if not others and account.password_hash is None and not queries.identities(session, account_id):
        raise Conflict("Without this passkey you could not sign in. Set a password first.")
    session.delete(known)
    record(session, account, Action.ACCOUNT_REMOVE_PASSKEY, now)
    second_factor.tell(session, account, "A passkey was removed.", now)
