"""Peer reviews of States: who reviews whom, drawn by lot."""
