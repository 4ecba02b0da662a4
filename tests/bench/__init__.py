"""What search and indexing cost on a large archive, beside what they are measured against."""
