"""Professional challenge: forms."""
