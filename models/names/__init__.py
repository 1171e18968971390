"""Names as authorities, tongues and times write them, and how much it says when two of them agree."""
