"""Judgments of packs, read into cases."""
