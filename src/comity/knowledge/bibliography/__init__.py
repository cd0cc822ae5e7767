"""The bibliography: what others have written, annotated; in and out as BibTeX, RIS and CSL-JSON."""
