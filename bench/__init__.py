"""What is measured: run as `python -m bench NAME`."""
