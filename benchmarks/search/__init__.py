"""Search speed as ratios against peers, measured in one run: see benchmarks/README.md."""
