"""Telling people: in the service, and by e-mail with a reference and a link only."""
