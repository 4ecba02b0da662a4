"""Pages of cases and issues."""

__all__ = ["case_page", "following", "issues", "quarter"]
