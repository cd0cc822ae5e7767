"""The pages of networks: what everybody reads of them, and what contact points and staff do."""
