"""A recorded run as one zip archive: written, and read back from whoever made it."""
