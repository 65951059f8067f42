"""One folder per screen: view.py (layout) and presenter.py (decisions)."""
