"""All that is read of this paper: text, tables, pictures, and the commands that print them."""
