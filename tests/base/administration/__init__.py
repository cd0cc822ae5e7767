"""Tests of the desk of the staff."""
