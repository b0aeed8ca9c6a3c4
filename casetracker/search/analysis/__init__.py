"""From text to stems: one analysis of Kazakh, Russian and English for both databases."""
