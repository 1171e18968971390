"""One file a screen: what it shows, a passive screen, and its presenter."""
