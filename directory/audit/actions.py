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
    QUERY_RULES_LOAD = "query_rules:load"
    NOTE_SEND = "note:send"
    NOTE_CLOSE = "note:close"
    NOTE_ERASE = "note:erase"


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
    Action.QUERY_RULES_LOAD: "Search rules loaded",
    Action.NOTE_SEND: "Note sent",
    Action.NOTE_CLOSE: "Note closed",
    Action.NOTE_ERASE: "Note erased",
}
