"""The forms of strategy meetings and section 47 enquiries."""
