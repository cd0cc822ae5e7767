"""Everything that must be true, mirrored after the source."""
