"""City pools (市资源池, part 2 (3) of the policy): admission by the city, entries that follow by themselves, lists."""
