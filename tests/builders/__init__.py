"""One builder per aggregate: sensible values, any of them overridden by name."""
