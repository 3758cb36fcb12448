"""The Overview in other frameworks, as a benchmark of pages needs it; their packages are no part of this project."""
