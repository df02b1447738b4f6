"""What can be asked of the room."""
