"""Writes of conferences, core groups, step-down and closure."""
