"""Template tags: the components of the design system."""
