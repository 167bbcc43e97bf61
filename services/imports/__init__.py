"""Profiles that turn rows of foreign systems into facts."""
