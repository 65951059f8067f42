"""The running day at the dispatch desk: panels that stand beside the routes."""
