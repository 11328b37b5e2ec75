"""How well the search ranks: a judged set of queries and what measures against it."""
