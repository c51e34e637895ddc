"""The design system: form fields, page components, the one PDF renderer."""
