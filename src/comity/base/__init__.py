"""What everything stands on: places, terms, access, audit, people."""
