"""What happened: append-only, written in the same transaction as the change."""
