"""Who is who, where, and away; who counts as an admin; who may hear what, by one rule."""
