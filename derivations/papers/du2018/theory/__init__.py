"""The lemmas of the paper: loss, gradient, landscape, and where gradient flow and descent end."""
