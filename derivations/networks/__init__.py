"""Networks: units, forward pass, population loss with its derivatives, constructors, training."""
