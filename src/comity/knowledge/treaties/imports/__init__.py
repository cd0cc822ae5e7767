"""Foreign formats read in: the Treaty Collection's XML, tables of actions, packs of texts and declarations."""
