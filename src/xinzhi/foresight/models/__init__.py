"""Facts of foresight, by noun; one file each."""
