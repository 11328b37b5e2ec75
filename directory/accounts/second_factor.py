"""The second factor: codes of an authenticator app (TOTP, RFC 6238) and recovery codes."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from hmac import compare_digest
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from directory.accounts import limits, queries
from directory.accounts.secrets import Vault, hashed, new_recovery_code, plain_code
from directory.accounts.signing_in import record
from directory.audit.actions import Action
from directory.jobs.mail import Message, send
from directory.kernel.errors import Conflict, FieldProblem, Invalid
from directory.models import Account, RecoveryCode

STEP, DIGITS, CODES = 30, 6, 10
WRONG = "This code is not right, or was used already. Wait for the next one and try again."


def new_totp_secret() -> str:
    """Return 160 random bits in base32, as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def totp_address(secret: str, account: str, issuer: str) -> str:
    """Return the otpauth: address that a QR code shows to an app."""
    label = quote(f"{issuer}:{account}", safe="@:")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}&digits={DIGITS}&period={STEP}"


def matching_step(secret: str, code: str, now: datetime, after: int = 0) -> int | None:
    """Return the 30-second step whose code this is: the current one or a neighbour, later than `after`."""
    # SHA-1 is what authenticator apps support; HMAC with it is sound.
    totp = TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303
    current = int(now.timestamp()) // STEP
    digits = "".join(c for c in code if c.isdigit()).encode()
    for step in (current, current - 1, current + 1):
        if step > after and compare_digest(totp.generate(step * STEP), digits):
            return step
    return None


def add_totp(
    session: Session, account_id: int, secret: str, code: str, vault: Vault, *, now: datetime
) -> Sequence[str]:
    """Turn an authenticator app on; returns new recovery codes, shown once. Invalid for a wrong code."""
    _allow_try(session, account_id, "", now)
    step = matching_step(secret, code, now)
    if step is None:
        raise Invalid([FieldProblem("code", "wrong", WRONG)])
    account = queries.get(session, account_id)
    account.totp_secret, account.totp_last_step = vault.encrypt(secret), step
    record(session, account, Action.ACCOUNT_ADD_TOTP, now)
    tell(session, account, "An authenticator app was added.", now)
    return make_codes(session, account, now=now)


def check_code(
    session: Session, account: Account, code: str, address: str, vault: Vault, *, now: datetime
) -> bool:
    """Whether a code of the app or a recovery code is right; each is good once, wrong ones are counted.

    TooMany when there were too many wrong ones.
    """
    _allow_try(session, account.id, address, now)
    if _use_totp(session, account, code, vault, now) or _use_recovery_code(
        session, account, code, now
    ):
        limits.forgive(session, "second_factor", "account", str(account.id))
        return True
    limits.count(
        session, "second_factor", {"account": str(account.id), "address": address}, now=now
    )
    return False


def _allow_try(session: Session, account_id: int, address: str, now: datetime) -> None:
    subjects = {"account": str(account_id)}
    if address:
        subjects["address"] = address
    limits.check(session, "second_factor", subjects, now=now)


def _use_totp(session: Session, account: Account, code: str, vault: Vault, now: datetime) -> bool:
    secret = vault.decrypt(account.totp_secret) if account.totp_secret else None
    step = matching_step(secret, code, now, account.totp_last_step) if secret else None
    if step is None:
        return False
    won = session.scalars(
        update(Account)
        .where(Account.id == account.id, Account.totp_last_step < step)
        .values(totp_last_step=step)
        .returning(Account.id)
    ).all()
    return bool(won)


def _use_recovery_code(session: Session, account: Account, code: str, now: datetime) -> bool:
    won = session.scalars(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == hashed(plain_code(code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    ).all()
    if not won:
        return False
    left = queries.codes_left(session, account.id)
    record(session, account, Action.ACCOUNT_USE_CODE, now, {"left": left})
    tell(session, account, f"A recovery code was used to sign in; {left} are left.", now)
    return True


def make_codes(session: Session, account: Account, *, now: datetime) -> Sequence[str]:
    """Return new recovery codes, shown once; the old ones are void."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [new_recovery_code() for _ in range(CODES)]
    session.add_all(RecoveryCode(account_id=account.id, code_hash=hashed(c)) for c in codes)
    record(session, account, Action.ACCOUNT_NEW_CODES, now)
    return codes


def new_codes(session: Session, account_id: int, *, now: datetime) -> Sequence[str]:
    """Return new recovery codes on demand; Conflict when there is no second factor to recover."""
    account = queries.get(session, account_id)
    if account.totp_secret is None and not queries.passkeys(session, account_id):
        raise Conflict("Recovery codes are for accounts with an authenticator app or a passkey.")
    tell(session, account, "New recovery codes were made; the old ones are void.", now)
    return make_codes(session, account, now=now)


def remove_totp(session: Session, account_id: int, *, now: datetime) -> None:
    """Turn the authenticator app off; Conflict when it is the only second factor of a member of staff."""
    account = queries.get(session, account_id)
    if account.totp_secret is None:
        raise Conflict("There is no authenticator app.")
    left = len(queries.passkeys(session, account_id))
    keep_one_for_staff(account, left)
    account.totp_secret = None
    if not left:
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    record(session, account, Action.ACCOUNT_REMOVE_TOTP, now)
    tell(session, account, "The authenticator app was removed.", now)


def keep_one_for_staff(account: Account, left: int) -> None:
    """Raise Conflict when a member of staff would be left without a second factor."""
    if (account.is_admin or account.is_moderator) and left == 0:
        raise Conflict("Members of staff need a second factor. Add another one first.")


def tell(session: Session, account: Account, what: str, now: datetime) -> None:
    """Tell the owner by mail that something which protects the account has changed."""
    context = {"name": account.name, "what": what}
    send(session, Message("account_security", account.email, context, account.id), now=now)


def has_codes(session: Session, account_id: int) -> bool:
    """Whether there are recovery codes, used or not."""
    found = select(RecoveryCode.id).where(RecoveryCode.account_id == account_id).limit(1)
    return session.scalar(found) is not None
