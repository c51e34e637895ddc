"""Writes: one module a noun. Keyword-only, with `by=` and `at=`, in one transaction."""
