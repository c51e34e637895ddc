"""Pages about being told: the inbox, how one is told, the calendar feed."""
