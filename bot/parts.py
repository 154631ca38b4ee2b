"""What the composition root hands to the listeners."""
