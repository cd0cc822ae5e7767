"""Users, organisations and what each may do for which."""
