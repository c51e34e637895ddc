"""What pages of conferences, core groups and step-down read."""
