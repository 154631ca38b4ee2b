"""What `make bench` measures: each thing beside a floor, the least that the same machine could do."""
