"""What a file says before anything is known of its meaning: bytes become rows of cells."""
