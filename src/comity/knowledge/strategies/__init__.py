"""Strategies and action plans of States and regional organisations: period, aims, and who watches over them."""
