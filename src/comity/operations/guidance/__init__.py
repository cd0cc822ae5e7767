"""Guidance for who needs help from another State: a few questions that lead to whom to ask, and a sheet for each State."""
