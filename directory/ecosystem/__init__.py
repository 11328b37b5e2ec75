"""People, organizations and how they relate."""
