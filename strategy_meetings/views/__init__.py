"""The pages of strategy meetings and section 47 enquiries."""
