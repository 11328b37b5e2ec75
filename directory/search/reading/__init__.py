"""Query understanding: what a person typed -> what they mean, by rules and vocabularies that are data."""
