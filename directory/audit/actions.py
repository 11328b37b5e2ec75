"""Every action that the audit log knows, as `subject:verb`, with its label for people."""

from enum import StrEnum


class Action(StrEnum):
    """What an actor did. The value is stored; never reuse one for another meaning."""

    LISTING_CREATE = "listing:create"
    LISTING_PUBLISH = "listing:publish"
    LISTING_SUSPEND = "listing:suspend"
    LISTING_RESTORE = "listing:restore"
    LISTING_ARCHIVE = "listing:archive"
    LISTING_REMOVE = "listing:remove"
    LISTING_RENAME = "listing:rename"
    REVISION_CREATE = "revision:create"
    REVISION_SUBMIT = "revision:submit"
    REVISION_WITHDRAW = "revision:withdraw"
    REVISION_CLAIM = "revision:claim"
    REVISION_RELEASE = "revision:release"
    REVISION_EXPIRE_CLAIM = "revision:expire_claim"
    REVISION_REQUEST_CHANGES = "revision:request_changes"
    REVISION_APPROVE = "revision:approve"
    REVISION_REJECT = "revision:reject"
    REVISION_ADMIT = "revision:admit"
    REVISION_SUPERSEDE = "revision:supersede"
    REVISION_EXPIRE_DRAFT = "revision:expire_draft"
    VOCABULARY_LOAD = "vocabulary:load"
    NOTE_SEND = "note:send"
    NOTE_CLOSE = "note:close"
    NOTE_ERASE = "note:erase"
    ACCOUNT_REGISTER = "account:register"
    ACCOUNT_CONFIRM = "account:confirm"
    ACCOUNT_SIGN_IN = "account:sign_in"
    ACCOUNT_SIGN_OUT = "account:sign_out"
    ACCOUNT_END_SESSIONS = "account:end_sessions"
    ACCOUNT_ASK_RESET = "account:ask_reset"
    ACCOUNT_RESET = "account:reset"
    ACCOUNT_CHANGE_PASSWORD = "account:change_password"
    ACCOUNT_ASK_EMAIL = "account:ask_email"
    ACCOUNT_CHANGE_EMAIL = "account:change_email"
    ACCOUNT_RENAME = "account:rename"
    ACCOUNT_ADD_TOTP = "account:add_totp"
    ACCOUNT_REMOVE_TOTP = "account:remove_totp"
    ACCOUNT_NEW_CODES = "account:new_codes"
    ACCOUNT_USE_CODE = "account:use_code"
    ACCOUNT_ADD_PASSKEY = "account:add_passkey"
    ACCOUNT_REMOVE_PASSKEY = "account:remove_passkey"
    ACCOUNT_LINK_IDENTITY = "account:link_identity"
    ACCOUNT_UNLINK_IDENTITY = "account:unlink_identity"
    ACCOUNT_EXPORT = "account:export"
    ACCOUNT_CLOSE = "account:close"
    ACCOUNT_DISABLE = "account:disable"
    ACCOUNT_ENABLE = "account:enable"
    ACCOUNT_SET_ROLES = "account:set_roles"
    TEAM_JOIN = "team:join"
    TEAM_INVITE = "team:invite"
    TEAM_END_INVITATION = "team:end_invitation"
    TEAM_CHANGE_ROLE = "team:change_role"
    TEAM_LEAVE = "team:leave"
    TEAM_REMOVE = "team:remove"
    TEAM_TRANSFER = "team:transfer"


LABELS: dict[Action, str] = {
    Action.LISTING_CREATE: "Listing created",
    Action.LISTING_PUBLISH: "Listing published",
    Action.LISTING_SUSPEND: "Listing suspended",
    Action.LISTING_RESTORE: "Listing restored",
    Action.LISTING_ARCHIVE: "Listing archived",
    Action.LISTING_REMOVE: "Listing removed",
    Action.LISTING_RENAME: "Address of the listing changed",
    Action.REVISION_CREATE: "Draft started",
    Action.REVISION_SUBMIT: "Submitted for review",
    Action.REVISION_WITHDRAW: "Withdrawn by its author",
    Action.REVISION_CLAIM: "Review begun",
    Action.REVISION_RELEASE: "Review released",
    Action.REVISION_EXPIRE_CLAIM: "Review released by time",
    Action.REVISION_REQUEST_CHANGES: "Changes requested",
    Action.REVISION_APPROVE: "Approved",
    Action.REVISION_REJECT: "Rejected",
    Action.REVISION_ADMIT: "Admitted from an import",
    Action.REVISION_SUPERSEDE: "Replaced by a newer version",
    Action.REVISION_EXPIRE_DRAFT: "Draft closed by time",
    Action.VOCABULARY_LOAD: "Vocabulary loaded",
    Action.NOTE_SEND: "Note sent",
    Action.NOTE_CLOSE: "Note closed",
    Action.NOTE_ERASE: "Note erased",
    Action.ACCOUNT_REGISTER: "Account registered",
    Action.ACCOUNT_CONFIRM: "E-mail address confirmed",
    Action.ACCOUNT_SIGN_IN: "Signed in",
    Action.ACCOUNT_SIGN_OUT: "Signed out",
    Action.ACCOUNT_END_SESSIONS: "Sessions ended",
    Action.ACCOUNT_ASK_RESET: "Password reset asked for",
    Action.ACCOUNT_RESET: "Password reset",
    Action.ACCOUNT_CHANGE_PASSWORD: "Password changed",
    Action.ACCOUNT_ASK_EMAIL: "Change of e-mail address asked for",
    Action.ACCOUNT_CHANGE_EMAIL: "E-mail address changed",
    Action.ACCOUNT_RENAME: "Name changed",
    Action.ACCOUNT_ADD_TOTP: "Authenticator app added",
    Action.ACCOUNT_REMOVE_TOTP: "Authenticator app removed",
    Action.ACCOUNT_NEW_CODES: "Recovery codes made",
    Action.ACCOUNT_USE_CODE: "Recovery code used",
    Action.ACCOUNT_ADD_PASSKEY: "Passkey added",
    Action.ACCOUNT_REMOVE_PASSKEY: "Passkey removed",
    Action.ACCOUNT_LINK_IDENTITY: "Identity provider linked",
    Action.ACCOUNT_UNLINK_IDENTITY: "Identity provider unlinked",
    Action.ACCOUNT_EXPORT: "Own data exported",
    Action.ACCOUNT_CLOSE: "Account closed",
    Action.ACCOUNT_DISABLE: "Account disabled",
    Action.ACCOUNT_ENABLE: "Account enabled",
    Action.ACCOUNT_SET_ROLES: "Roles changed",
    Action.TEAM_JOIN: "Joined an organization",
    Action.TEAM_INVITE: "Invited to an organization",
    Action.TEAM_END_INVITATION: "Invitation ended",
    Action.TEAM_CHANGE_ROLE: "Role in an organization changed",
    Action.TEAM_LEAVE: "Left an organization",
    Action.TEAM_REMOVE: "Removed from an organization",
    Action.TEAM_TRANSFER: "Organization handed over",
}
