"""Files from outside: what they are by their content, what is refused, where they are kept, whether they are
clean."""
