"""Conferences, core groups and step-down."""
