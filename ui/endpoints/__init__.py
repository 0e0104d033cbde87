"""What pages fetch by themselves, beside Streamlit's own routes."""
