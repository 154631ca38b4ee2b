"""The Web API, one file a family of methods."""
