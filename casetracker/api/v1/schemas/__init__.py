"""What version 1 answers with and asks for. Public and staff answers stand in files of their own."""
