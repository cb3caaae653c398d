"""The Streamlit entry: `streamlit run app.py`, or `plumbline app PATH`."""

from pathlib import Path

from views.frame import run

run(static=Path(__file__).parent / "static")
