"""What the columns of a file stand for."""
