"""The design system: layout, components, template tags, the map."""
