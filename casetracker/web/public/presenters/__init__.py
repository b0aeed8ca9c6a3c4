"""What the public templates show, made from the public projection."""
