"""Let the database itself keep history as it was.

Audit rows cannot be changed or deleted, and the content of a revision cannot change once it was
submitted. The application keeps both rules too; this holds when the application is wrong.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

AUDIT = "the audit log is append-only"
CONTENT = "the content of a submitted revision cannot change"
EDITABLE = "('draft', 'changes_requested')"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
            f"BEGIN SELECT RAISE(ABORT, '{AUDIT}'); END"
        )
    op.execute(
        "CREATE TRIGGER revision_content_fixed BEFORE UPDATE ON revision "
        f"WHEN OLD.state NOT IN {EDITABLE} AND NEW.content IS NOT OLD.content "
        f"BEGIN SELECT RAISE(ABORT, '{CONTENT}'); END"
    )


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{AUDIT}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_append_only()"
    )
    op.execute(
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
    )
    op.execute(
        "CREATE FUNCTION revision_content_fixed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF OLD.state NOT IN {EDITABLE} AND NEW.content IS DISTINCT FROM OLD.content "
        f"THEN RAISE EXCEPTION '{CONTENT}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER revision_content_fixed BEFORE UPDATE ON revision "
        "FOR EACH ROW EXECUTE FUNCTION revision_content_fixed()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("audit_no_update", "audit_no_delete", "revision_content_fixed"):
            op.execute(f"DROP TRIGGER {name}")
        return
    for name, table in (
        ("audit_no_change", "audit"),
        ("audit_no_truncate", "audit"),
        ("revision_content_fixed", "revision"),
    ):
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for function in ("audit_append_only", "revision_content_fixed"):
        op.execute(f"DROP FUNCTION {function}()")
