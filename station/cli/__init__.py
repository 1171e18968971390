"""Terminal commands over the services."""
