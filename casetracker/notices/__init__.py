"""Letters about a case: receipt, notice of hearing, cover letter, decision, in Kazakh and Russian."""
