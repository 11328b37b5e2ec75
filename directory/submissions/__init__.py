"""What contributors propose: drafts, submissions, revisions, imports."""
