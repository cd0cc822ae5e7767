"""Open public registers: of companies, owners, land, courts, procurement and more; what each holds."""
