"""A recorded run as one HTML file, which needs no server: to send, to keep, to put on any site."""
