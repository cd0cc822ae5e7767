"""The pages about treaties."""
