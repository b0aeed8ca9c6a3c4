"""What is stored sealed: the keys from the environment, every sealed column, and the rotation of keys."""
