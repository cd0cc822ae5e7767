"""A published description of something: its card, texts, sources, links and revisions."""
