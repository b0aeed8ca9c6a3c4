"""Open data: the public projection as files that anybody may take away whole."""
