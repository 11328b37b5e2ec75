"""What is still to do: a transactional outbox with leases and generations."""
