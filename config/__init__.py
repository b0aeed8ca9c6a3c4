"""Settings of the service and the data it is configured with."""
