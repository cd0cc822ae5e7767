"""The portal for assistants: a read-only server of the Model Context Protocol over the read interface."""
