"""What is written down of a family, one module for each kind of row."""
