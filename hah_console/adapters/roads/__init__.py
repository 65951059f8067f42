"""Travel times on real or generated streets, or estimated: importer, graph, engines, provider."""
