"""Strategy meetings and section 47 enquiries."""
