"""The desk: what signed-in people do."""
