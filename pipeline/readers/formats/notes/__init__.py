"""What a Markdown note is made of before anybody asks who speaks."""

__all__ = ["rows"]
