"""Thin views of home, search and record pages."""
