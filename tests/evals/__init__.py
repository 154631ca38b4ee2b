"""How good the answers are, counted: `make evals`."""
