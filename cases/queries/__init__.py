"""Reads: annotated querysets, one module a noun. Every one starts at the gate."""
