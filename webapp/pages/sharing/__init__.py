"""What other sites show or take: embeds, short links, files in bulk."""

__all__ = ["bulk_files", "embeds", "link_this", "pictures", "short"]
