"""Support for excellent suppliers (policy, part two, 五): directory, events, needs, priority, referrals."""
