"""Proposals from States for new or changed records: written, verified by the State, published by the Secretariat."""
