"""What the work is about: cases, duties, who may do what. Standard library and msgspec only."""
