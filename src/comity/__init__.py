"""Comity: the open platform for international cooperation against crime."""

__version__ = "0.1.0"
