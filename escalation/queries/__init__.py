"""Professional challenge: queries."""
