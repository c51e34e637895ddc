"""The record of what was done and seen: recorded models and the access log."""
