"""Strategies and action plans of States and regional organisations: their period, what they aim at, who watches over them."""
