"""Forms of conferences, core groups and step-down."""
