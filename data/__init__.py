"""The border: files in, facts and state at rest, sample data."""
