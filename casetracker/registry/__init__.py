"""What exists: bodies (commissions, courts) and elections with their dates."""
