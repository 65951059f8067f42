"""Pages for phones and hospitals: starlette on uvicorn, over TLS, in a thread of the active service."""
