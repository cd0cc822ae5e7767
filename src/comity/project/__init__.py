"""Composition root: settings, URL map, menus, command line, entry points. Nothing imports it."""
