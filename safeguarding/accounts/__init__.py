"""Who works in the partnership: agencies, teams, people, their roles, and how they sign in."""
