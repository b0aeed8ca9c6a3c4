"""Filing by the public: what somebody types page by page, its files, and the complaint that it becomes."""
