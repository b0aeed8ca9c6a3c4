"""The tests mirror the rooms of casetracker; what they share stands in support/ and builders/."""
