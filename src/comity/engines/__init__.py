"""The few abstractions that the modules are made of."""
