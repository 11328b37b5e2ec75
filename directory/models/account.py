"""Accounts of people, how they prove who they are, and their sessions.

No secret is stored that would let a reader of the database act as somebody: passwords, session ids,
tokens and recovery codes are hashed, the secret of an authenticator app is encrypted.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.kernel.database import Base


class Account(Base):
    """A person who can sign in; `email_key` is the address in the form in which it is compared.

    A closed account keeps its row, so that the audit log still has its subject, but no personal data.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR password_hash IS NULL", name="closed_is_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    passkey_handle: Mapped[str] = mapped_column(String(64), unique=True)
    is_moderator: Mapped[bool] = mapped_column(default=False, index=True)
    is_admin: Mapped[bool] = mapped_column(default=False, index=True)
    totp_secret: Mapped[str | None] = mapped_column(String(400))
    totp_last_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]
    password_changed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class AccountSession(Base):
    """One browser that is signed in, or on its way there (`stage`); `id_hash` is of its cookie.

    `verified_at` is when the person last proved who they are, `second_factor_at` when they did so
    with a second factor. `data` holds challenges that wait for their answer.
    """

    __tablename__ = "account_session"
    __table_args__ = (
        CheckConstraint("stage IN ('challenge', 'second_factor', 'full')", name="stage"),
        CheckConstraint("stage = 'challenge' OR account_id IS NOT NULL", name="has_account"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    id_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    method: Mapped[str] = mapped_column(String(20), default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    verified_at: Mapped[datetime | None]
    second_factor_at: Mapped[datetime | None]


class AccountToken(Base):
    """A link that was mailed or printed; good once, for one purpose, until it expires."""

    __tablename__ = "account_token"
    __table_args__ = (Index("ix_account_token_account", "account_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One code for the day on which the second factor is lost; good once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A WebAuthn credential; `credential_id` and `public_key` are base64url."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str]
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str]] = mapped_column(default=list)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Identity(Base):
    """Somebody at an OpenID provider: known by issuer and subject, never by an e-mail address."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]


class Attempt(Base):
    """One counted try (`name`) of an account, an address or the whole site (`key`, hashed)."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_count", "name", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
