"""Professional challenge."""
