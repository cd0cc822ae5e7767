"""What a State asks of requests that are sent to it, told by its own people: languages, copies, form, costs."""
