"""Pages of conferences, core groups and step-down."""
