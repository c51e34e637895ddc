"""Pages of the directory and of one's own account."""
