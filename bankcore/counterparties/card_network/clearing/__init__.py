"""The network's end of the day: files taken in, files given out."""
