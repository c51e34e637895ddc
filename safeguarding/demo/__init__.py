"""The demo partnership: fiction, loaded by `manage.py load_demo`."""
