"""The linked views: what they show as bytes, and the ES modules (js/) that draw it.

Knows nothing of the dashboard that shows them.
"""
