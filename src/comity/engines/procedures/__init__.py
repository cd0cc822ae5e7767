"""Work that moves between parties: flows in code, procedures, parties, tasks, and the log of their steps."""
