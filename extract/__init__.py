"""Page → clean text → claims: pure, no network, no database."""
