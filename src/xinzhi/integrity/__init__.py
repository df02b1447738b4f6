"""Research records: what a project did, deposited by content, in time, provable."""
