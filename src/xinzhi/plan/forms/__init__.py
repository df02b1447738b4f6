"""What people type at the desk. Forms read and tidy; whether it may be done is the actions' word."""
