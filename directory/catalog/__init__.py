"""What a listing is, and the published directory."""
