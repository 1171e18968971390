"""The station's side of the line: client, sync, inbox, watchlist, pulled rows, standing."""
