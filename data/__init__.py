"""The store: code and SQL. The database file itself lies in the user's data folder."""
