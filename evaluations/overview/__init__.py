"""The province's overview: how its rounds run, where files wait, how long steps take, what the pool is made of."""
