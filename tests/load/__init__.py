"""A site under load: readers at a steady pace while records change, the site reloads and a worker dies."""
