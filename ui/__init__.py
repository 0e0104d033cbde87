"""The Streamlit dashboard: sections of its pages, and the server behind them."""
