"""What is said of a finding: sentences for readers, and plain data for programs."""
