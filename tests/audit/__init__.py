"""Tests of the record of what was done and seen."""
