"""Addresses of the cases app, one module a noun."""
