"""Forms: they validate, nothing else."""
