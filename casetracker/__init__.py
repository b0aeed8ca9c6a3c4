"""casetracker: complaints and appeals about elections, their deadlines, and a public register."""
