"""EdTech Directory: an open directory of ed-tech products, organizations, people and opportunities."""
