"""What nobody sends by accident, against a real server: requests, messages and archives."""
