"""Checks of speaker labels and headings: whose words are these?"""
