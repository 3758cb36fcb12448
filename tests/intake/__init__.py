"""What an outsider would check of the import: real, broken and hostile files, by the command line alone."""
