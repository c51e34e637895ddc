"""The writes of strategy meetings and section 47 enquiries."""
