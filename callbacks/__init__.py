"""What happens: HTTP routes, commands and, per page, thin wiring over plain functions."""
