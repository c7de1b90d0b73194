"""Backup and restore: one encrypted file with database and files together, put back without the erased."""
