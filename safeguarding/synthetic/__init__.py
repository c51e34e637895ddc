"""A partnership of any size, invented, for measuring: `manage.py load_synthetic` (docs/synthetic.md)."""
