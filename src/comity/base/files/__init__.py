"""Stored files: known by their content, kept in quarantine until they are scanned and cleaned, served without harm."""
