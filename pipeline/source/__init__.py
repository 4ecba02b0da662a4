"""The files of an archive: which there are, parsed, with the small files beside them; writing one whole."""

__all__ = [
    "attachments",
    "files",
    "git",
    "head_links",
    "parser",
    "safe_write",
    "sample_lines",
    "seal",
    "side_files",
    "traces",
    "tree_sizes",
    "withdrawn_speeches",
    "written_addresses",
]
