"""Writes to the directory of agencies, teams and people."""
