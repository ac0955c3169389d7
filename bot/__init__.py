"""The conversation and its doors: what comes in, who may speak, what goes out."""
