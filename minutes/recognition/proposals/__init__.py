"""What is put to the vote: the proposals that are told of, and the numbers that are given to those that are chosen."""

__all__ = ["full_results", "numbering", "voted_on"]
