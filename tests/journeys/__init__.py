"""Whole tasks in a real browser, on a real installation with real data."""
