"""Travel documents as pictures: finding and reading the machine readable zone."""
