"""The ladder of firms, the library, ranked lists, payments without application."""
