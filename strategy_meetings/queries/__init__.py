"""The reads of strategy meetings and section 47 enquiries."""
