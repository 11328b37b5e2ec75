"""Who is told what: the mail log, mail templates and how mail leaves."""
