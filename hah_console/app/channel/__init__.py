"""The green channel put together: packs in words, on paper and in a folder, and the page for receiving hospitals."""
