"""What the public is told by mail: who subscribed to what, confirmed by mail, and ended with one click."""
