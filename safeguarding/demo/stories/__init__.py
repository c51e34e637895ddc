"""The five stories: fiction after what published reviews found, each told up to where it went wrong."""
