"""Jira, in the cloud or in a data center. `Jira` in `client` is the adapter, `types` are the facts."""
