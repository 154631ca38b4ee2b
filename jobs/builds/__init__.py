"""What the runs of workflows come to: what is red, what is flaky, what is slow, and how it is told. Rituals call."""
