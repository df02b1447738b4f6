"""What texts mean, as vectors made on this machine: near texts have near vectors, whatever words or language they use."""
