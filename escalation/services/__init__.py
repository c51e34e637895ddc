"""Professional challenge: services."""
