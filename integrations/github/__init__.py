"""GitHub: pull requests, checks, contents, deployments. `GitHub` is the adapter, `types` are the facts."""
