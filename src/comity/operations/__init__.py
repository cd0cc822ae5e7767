"""Where people do work together; its modules come with their capabilities."""
