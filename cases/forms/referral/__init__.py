"""The form with which a partner tells the front door of a concern: one module a group of sections."""
