"""The tab of specimens, laboratory results and scores."""
