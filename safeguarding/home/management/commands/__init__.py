"""Commands of the roof, which sees every floor."""
