"""What other sites and programs take from the archive: short addresses, the JSON API, embeds."""
