"""The files that authorities keep of the requests they send and receive: where each stands, until when, by whom."""
