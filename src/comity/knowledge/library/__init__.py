"""The library: tools, guides, model laws, standards, publications and teaching modules, in all their languages."""
