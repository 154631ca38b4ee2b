"""What goes out: deployments, what they brought, what fired since, and how it is told. Rituals call."""
