"""The case file: complaint, parties, events, deadlines, decisions."""
