"""Tools that know nothing of the product: database, text, addresses, time, errors, paging."""
