"""Plain Python shared by everything: refusals, languages, dates, packs. No tables, no requests."""
