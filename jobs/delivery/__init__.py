"""Durable in, durable out, and the lease that both and the cadence share; what is swept when."""
