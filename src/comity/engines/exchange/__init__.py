"""Sealed threads that the host cannot read: keys, the log of keys, envelopes, attachments, drafts and receipts."""
