"""What people decide beside the data: actions, targets, reviews, versions of the method, saved views."""
