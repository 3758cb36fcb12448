"""Accepted rows at rest, and which of them count."""
