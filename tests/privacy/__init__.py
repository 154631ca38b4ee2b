"""What must not reach anybody who may not have it, tried from outside."""
