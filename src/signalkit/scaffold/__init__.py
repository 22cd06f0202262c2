"""What a new plugin begins with: the files of a distribution, made from templates."""
