"""What the pages share: live views, controls, the registry of runs, texts."""
