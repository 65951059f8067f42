"""The demo site: generated data of one real town, and the guided tour."""
