"""The scheduler process: what runs when, and who leads."""
