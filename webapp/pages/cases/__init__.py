"""Pages of cases and issues."""

__all__ = ["agenda", "case_page", "following", "issues", "quarter"]
