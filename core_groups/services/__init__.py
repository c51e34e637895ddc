"""What conferences, core groups and step-down change, each act a function."""
