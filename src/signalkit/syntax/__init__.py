"""Characters to a lossless tree, by CommonMark 0.31.2 and GFM 0.29."""
