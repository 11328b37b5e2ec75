"""JSON for programs: read-only, public, versioned by its address."""
