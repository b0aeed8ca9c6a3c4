"""Mails to those who filed online: asked first, told what happens to their case, ended with one click."""
