"""What the system costs: ratios taken side by side in one run, floors included. Run: python -m benchmarks"""
