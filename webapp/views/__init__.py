"""The views: one module for each subject; a view takes a `Visit` and gives a `Reply`."""
