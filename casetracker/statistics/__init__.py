"""Counts that add up: how many complaints, how they ended, how soon, how openly."""
