"""Version 1 of the API; fields are only ever added to it."""
