"""Professional challenge: views."""
