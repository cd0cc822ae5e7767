"""Help from another State: a few questions that lead to whom to ask and how, and a sheet for each State."""
