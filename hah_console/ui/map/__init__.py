"""The map: web-mercator ground painted in tiles, with routes, stops and names on top."""
