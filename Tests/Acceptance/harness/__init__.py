"""What the acceptance tests need: a daemon in a folder of its own, texts, a webhook receiver."""
