"""What the cells of a file mean: text becomes values, and values are judged."""
