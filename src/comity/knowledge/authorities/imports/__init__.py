"""Authorities read in: tables in CSV and XLSX, and what States say in their statements."""
