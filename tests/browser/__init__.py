"""What a person sees, in Chromium. A package, so that Chromium ends before other tests run."""
