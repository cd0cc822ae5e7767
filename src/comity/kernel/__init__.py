"""Plain Python shared by everything: refusals, languages, dates, packs, Akoma Ntoso. No tables, no requests."""
