"""Pages that gather several apps: home, search, a child's record."""
