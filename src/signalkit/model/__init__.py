"""The content of a digest: values, and the table of fields."""
