"""Networks of practitioners: their contact points, the cases that they help with, alerts, meetings and figures."""
