"""The form of a definition: read strictly, written canonically, checked as a whole, and evaluated."""
