"""Messages that leave the house, by mail and to webhooks: kept until sent, shown to staff when they cannot be."""
