"""Who a row speaks of: partners, their names and keys, and what a person said about them."""
