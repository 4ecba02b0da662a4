"""The lives of records as they are written down: which record each file of a commit is, and what became of its
ids in each version."""
