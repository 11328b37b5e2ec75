"""Teams: who may act for an organization, computed from the memberships of today."""
