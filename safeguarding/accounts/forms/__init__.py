"""Forms of signing in and of the directory."""
